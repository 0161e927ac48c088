/**
 * The radius in the box that the margin of a witness shows, where scores are products alone (the threshold rule without a
 * bias): scaled to fill the box |x_j| <= box it has s_i w_i·x >= margin ‖w_i‖ ‖x‖ for all labels, with ‖x‖ >= box. That
 * proves radii that are too small beside the box for a program in double precision.
 */
export function radiusFromMargin(margin: number, box: number): number {
  // The product may have been rounded upwards.
  return margin * box * (1 - 2 ** -52);
}
