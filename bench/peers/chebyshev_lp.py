"""The native peers of the detection benchmark: the textbook Chebyshev linear program of a label set, all n rows.

    maximise r  subject to  s_i (w_i.x + b_i) >= ||w_i|| r  for all labels i,  |x_j| <= box
    (Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024)

goal "radius": r is free. goal "decide": r >= 1e-8, as the paper's code has it; infeasible means unargmaxable.

One JSON object per line on standard input, answered by one per label set on standard output:

    {"id": 1, "matrix": "w.npy", "bias": "b.npy" or null, "box": 10000, "solver": "highs-ipm",
     "goal": "radius", "timeLimit": seconds or null, "sets": [[3, 14], ...]}
    {"id": 1, "set": 0, "status": "argmaxable", "radius": 201.7, "modelSeconds": 0.0001,
     "solveSeconds": 9.4, "cpuSeconds": 9.4}

status is "argmaxable" (r >= 1e-8), "unargmaxable", "time-limit", or "failed: ..." with the solver's own word. An error
in a request is answered by {"id": 1, "error": "..."}. The first line says what there is to run; see the README.

Each solver keeps one model per layer and goal: a label's row is w_i.x - ||w_i|| r >= -b_i when it is in the set and
w_i.x + ||w_i|| r <= -b_i when it is not, so a set differs from the one before only in the sides and the last
coefficients of a few rows. That is faster than building anew, and its time is in modelSeconds (the first set's has
the building of the whole model). Every solver has one thread and tolerances of 1e-9.
"""

import json
import platform
import sys
import time

import numpy

TOLERANCE = 1e-9
SMALLEST_RADIUS = 1e-8


class Layer:
    def __init__(self, matrix, bias, box):
        self.weights = numpy.ascontiguousarray(numpy.load(matrix), dtype=numpy.float64)
        self.num_labels, self.dim = self.weights.shape
        self.bias = numpy.zeros(self.num_labels) if bias is None else numpy.load(bias).ravel()
        self.norms = numpy.linalg.norm(self.weights, axis=1)
        self.box = float(box)


class HighsModel:
    """Presolve is off: every row is dense and needed, and looking for more only costs (measured)."""

    settings = {
        "highs-simplex": {"solver": "simplex"},
        "highs-simplex-warm": {"solver": "simplex"},
        "highs-ipm": {"solver": "ipx", "run_crossover": "on"},
        "highs-ipm-no-crossover": {"solver": "ipx", "run_crossover": "off"},
    }

    def __init__(self, layer, solver):
        import highspy

        self.layer, self.infinity = layer, highspy.kHighsInf
        self.status = highspy.HighsModelStatus
        # The basis of the set before is a start for the simplex method; everything else starts from nothing.
        self.starts_warm = solver == "highs-simplex-warm"
        n, d = layer.num_labels, layer.dim
        highs = self.highs = highspy.Highs()
        highs.silent()
        options = {
            "threads": 1,
            "parallel": "off",
            "presolve": "off",
            "primal_feasibility_tolerance": TOLERANCE,
            "dual_feasibility_tolerance": TOLERANCE,
            "ipm_optimality_tolerance": TOLERANCE,
            **self.settings[solver],
        }
        for name, value in options.items():
            if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise ValueError(f"HiGHS does not take {name} = {value}")
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = d + 1, n
        cost = numpy.zeros(d + 1)
        cost[d] = -1
        program.col_cost_ = cost
        program.col_lower_ = numpy.append(numpy.full(d, -layer.box), -self.infinity)
        program.col_upper_ = numpy.append(numpy.full(d, layer.box), self.infinity)
        program.row_lower_ = numpy.full(n, -self.infinity)
        program.row_upper_ = -layer.bias
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = numpy.arange(d + 2, dtype=numpy.int32) * n
        program.a_matrix_.index_ = numpy.tile(numpy.arange(n, dtype=numpy.int32), d + 1)
        program.a_matrix_.value_ = numpy.hstack([layer.weights, layer.norms[:, None]]).T.ravel()
        highs.passModel(program)
        self.inside = []

    def turn(self, labels, goal):
        layer, highs = self.layer, self.highs
        for row in self.inside:
            highs.changeCoeff(row, layer.dim, layer.norms[row])
            highs.changeRowBounds(row, -self.infinity, -layer.bias[row])
        for row in labels:
            highs.changeCoeff(row, layer.dim, -layer.norms[row])
            highs.changeRowBounds(row, -layer.bias[row], self.infinity)
        self.inside = labels
        highs.changeColBounds(
            layer.dim, SMALLEST_RADIUS if goal == "decide" else -self.infinity, self.infinity
        )
        if not self.starts_warm:
            highs.clearSolver()

    def solve(self, time_limit):
        highs, status = self.highs, self.status
        # HiGHS counts the time of all runs against the limit.
        highs.setOptionValue(
            "time_limit", self.infinity if time_limit is None else highs.getRunTime() + time_limit
        )
        highs.run()
        outcome = highs.getModelStatus()
        if outcome == status.kOptimal:
            return "optimal", -highs.getInfo().objective_function_value
        if outcome in (status.kInfeasible, status.kUnboundedOrInfeasible):
            return "infeasible", None
        if outcome == status.kTimeLimit:
            return "time-limit", None
        return f"failed: {highs.modelStatusToString(outcome)}", None


class GurobiModel:
    """The licence inside gurobipy takes at most 2,000 rows and 2,000 columns."""

    settings = {
        "gurobi-dual-simplex": {"Method": 1},
        "gurobi-barrier": {"Method": 2},  # with crossover, as the paper's code
        "gurobi-barrier-no-crossover": {"Method": 2, "Crossover": 0},
    }

    def __init__(self, layer, solver):
        import gurobipy

        self.layer, self.gurobi = layer, gurobipy
        environment = gurobipy.Env(
            params={
                "OutputFlag": 0,
                "Threads": 1,
                "FeasibilityTol": TOLERANCE,
                "OptimalityTol": TOLERANCE,
                "BarConvTol": TOLERANCE,
                **self.settings[solver],
            }
        )
        self.model = gurobipy.Model(env=environment)
        d, box, infinity = layer.dim, layer.box, gurobipy.GRB.INFINITY
        self.center = [self.model.addVar(lb=-box, ub=box) for _ in range(d)]
        self.radius = self.model.addVar(lb=-infinity, ub=infinity)
        self.model.setObjective(self.radius, gurobipy.GRB.MAXIMIZE)
        columns = [*self.center, self.radius]
        self.rows = [
            self.model.addLConstr(
                gurobipy.LinExpr([*layer.weights[row].tolist(), layer.norms[row]], columns),
                "<",
                -layer.bias[row],
            )
            for row in range(layer.num_labels)
        ]
        self.model.update()
        self.inside = []

    def turn(self, labels, goal):
        layer, model = self.layer, self.model
        for row in self.inside:
            model.chgCoeff(self.rows[row], self.radius, layer.norms[row])
            self.rows[row].Sense = "<"
        for row in labels:
            model.chgCoeff(self.rows[row], self.radius, -layer.norms[row])
            self.rows[row].Sense = ">"
        self.inside = labels
        self.radius.LB = SMALLEST_RADIUS if goal == "decide" else -self.gurobi.GRB.INFINITY

    def solve(self, time_limit):
        model, constants = self.model, self.gurobi.GRB
        model.Params.TimeLimit = constants.INFINITY if time_limit is None else time_limit
        model.optimize()
        if model.Status == constants.OPTIMAL:
            return "optimal", model.ObjVal
        # All variables of a feasible program are bounded, so "infeasible or unbounded" is infeasible.
        if model.Status in (constants.INFEASIBLE, constants.INF_OR_UNBD):
            return "infeasible", None
        if model.Status == constants.TIME_LIMIT:
            return "time-limit", None
        return f"failed: Gurobi status {model.Status}", None


def available():
    """Which solvers this Python can run: names, versions, and why one is missing."""
    versions = {"python": platform.python_version(), "numpy": numpy.__version__}
    solvers, missing, limits = [], {}, {}
    try:
        import highspy

        versions["highspy"] = highspy.Highs().version()
        solvers += HighsModel.settings
    except Exception as error:
        missing["highspy"] = str(error)
    try:
        import gurobipy

        versions["gurobipy"] = ".".join(map(str, gurobipy.gurobi.version()))
        gurobipy.Env(params={"OutputFlag": 0}).dispose()
        solvers += GurobiModel.settings
        limits["gurobi"] = {"rows": 2000, "columns": 2000}
    except Exception as error:
        missing["gurobipy"] = str(error)
    return {"ready": True, "versions": versions, "solvers": solvers, "missing": missing, "limits": limits}


def main():
    answer = lambda line: print(json.dumps(line), flush=True)
    answer(available())
    layers, models = {}, {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            place = (request["matrix"], request.get("bias"), request["box"])
            solver, goal = request["solver"], request["goal"]
            if place not in layers:
                layers.clear()
                models.clear()
                layers[place] = Layer(*place)
            for number, labels in enumerate(request["sets"]):
                started, cpu = time.perf_counter(), time.process_time()
                # One model for each goal: else one would start from the other's solution of the same set.
                if (solver, goal) not in models:
                    kind = HighsModel if solver in HighsModel.settings else GurobiModel
                    models[solver, goal] = kind(layers[place], solver)
                model = models[solver, goal]
                model.turn(labels, goal)
                turned = time.perf_counter()
                outcome, radius = model.solve(request.get("timeLimit"))
                ended = time.perf_counter()
                if outcome == "optimal":
                    status = "argmaxable" if radius >= SMALLEST_RADIUS else "unargmaxable"
                else:
                    status = "unargmaxable" if outcome == "infeasible" else outcome
                answer(
                    {
                        "id": request["id"],
                        "set": number,
                        "status": status,
                        "radius": radius,
                        "modelSeconds": turned - started,
                        "solveSeconds": ended - turned,
                        "cpuSeconds": time.process_time() - cpu,
                    }
                )
        except Exception as error:
            answer({"id": request.get("id"), "error": f"{type(error).__name__}: {error}"})


main()
