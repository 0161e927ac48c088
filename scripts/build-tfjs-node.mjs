// Builds the native add-on of @tensorflow/tfjs-node from source, in a folder outside the repository, where its own
// install script cannot download it or where another version of TensorFlow is wanted. The TensorFlow C library and its
// headers come out of a Python wheel, the add-on's sources out of the npm package. For maintainers: tests and tools
// use the package when SBN_TFJS_NODE names its folder (docs/backends.md).
//
//   node scripts/build-tfjs-node.mjs FOLDER [--tensorflow 2.9.1] [--gpu]
//
// Needs Linux on x86-64, g++, unzip, and python3 with pip; 2 GB of disk. Versions before 2.12 keep the C library inside
// Python's extension module, so they need libpython3 with its link (Debian: libpython3-dev) as well.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './pnpm.mjs';

const tfjsVersion = '4.22.0';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tensorflow: { type: 'string', default: '2.9.1' }, gpu: { type: 'boolean', default: false } },
});
const [folder] = positionals;
const [major, minor] = values.tensorflow.split('.').map(Number);
if (folder === undefined || positionals.length > 1 || major !== 2 || !(minor >= 9)) {
  console.error('usage: node scripts/build-tfjs-node.mjs FOLDER [--tensorflow 2.x, x >= 9] [--gpu]');
  process.exit(2);
}
const out = resolve(folder);
if (!relative(root, out).startsWith('..')) {
  console.error(`build-tfjs-node: the folder must be outside the repository, got ${out}`);
  process.exit(2);
}

const packageName = values.gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
const packageFolder = join(out, 'node_modules', packageName);
installPackage();
shareTensorFlowJs();
const wheel = downloadWheel();
const libraries = unpackLibrary(wheel);
compile(libraries);
console.log(`built ${packageName} ${tfjsVersion} with TensorFlow ${values.tensorflow}; to use it:
  export SBN_TFJS_NODE=${packageFolder}`);

/** Without its install script, which would download the add-on. */
function installPackage() {
  mkdirSync(out, { recursive: true });
  const manifest = {
    private: true,
    dependencies: { [packageName]: tfjsVersion, 'node-api-headers': '^1.5.0' },
  };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund']);
}

/** The backend must register itself with the TensorFlow.js that the repository's packages import. */
function shareTensorFlowJs() {
  const require = createRequire(join(root, 'packages/train/package.json'));
  for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-core']) {
    const link = join(out, 'node_modules', name);
    rmSync(link, { recursive: true, force: true });
    symlinkSync(realpathSync(dirname(require.resolve(`${name}/package.json`))), link);
  }
}

function downloadWheel() {
  const target = join(out, 'wheel');
  rmSync(target, { recursive: true, force: true });
  // The C library does not depend on the version of Python: the oldest that this TensorFlow was built for will do.
  const python = minor < 12 ? '3.10' : '3.11';
  const project = values.gpu ? 'tensorflow' : 'tensorflow-cpu';
  const options = ['--python-version', python, '--only-binary=:all:', '--no-deps', '--dest', target];
  run('python3', ['-m', 'pip', 'download', ...options, `${project}==${values.tensorflow}`]);
  return join(
    target,
    readdirSync(target).find((name) => name.endsWith('.whl')),
  );
}

/** @returns the linker's arguments that name the C library */
function unpackLibrary(file) {
  const deps = join(packageFolder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  run('unzip', ['-q', '-o', file, 'tensorflow/include/*.h', '-d', deps]);
  const extension = '_pywrap_tensorflow_internal.so';
  const members = ['tensorflow/libtensorflow_framework.so.2'];
  members.push(minor < 12 ? `tensorflow/python/${extension}` : 'tensorflow/libtensorflow_cc.so.2');
  run('unzip', ['-q', '-o', '-j', file, ...members, '-d', join(deps, 'lib')]);
  rmSync(file);
  if (minor >= 12) return ['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'];
  const code =
    "import sysconfig as s; print('-L' + s.get_config_var('LIBDIR'), '-lpython' + s.get_config_var('LDVERSION'))";
  const python = execFileSync('python3', ['-c', code], { encoding: 'utf8' }).trim().split(' ');
  return [`-l:${extension}`, '-l:libtensorflow_framework.so.2', '-Wl,--no-as-needed', ...python];
}

function compile(linkArguments) {
  const napiVersion = Math.min(8, Number(process.versions.napi));
  const target = join(packageFolder, 'lib', `napi-v${napiVersion}`);
  mkdirSync(target, { recursive: true });
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(packageFolder, 'binding', name));
  const library = join(packageFolder, 'deps/lib');
  run('g++', [
    '-std=c++17',
    '-O2',
    '-shared',
    '-fPIC',
    `-DNAPI_VERSION=${napiVersion}`,
    // The sources include one of their headers from the folder above their own.
    `-I${dirname(packageFolder)}`,
    `-I${join(packageFolder, 'deps/tensorflow/include')}`,
    `-I${join(out, 'node_modules/node-api-headers/include')}`,
    ...sources,
    '-o',
    join(target, 'tfjs_binding.node'),
    `-L${library}`,
    ...linkArguments,
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ]);
  if (!existsSync(join(target, 'tfjs_binding.node'))) throw new Error('g++ wrote no add-on');
}

function run(command, args) {
  console.log(`> ${command} ${args.slice(0, 2).join(' ')} …`);
  execFileSync(command, args, { cwd: out, stdio: ['ignore', 'ignore', 'inherit'] });
}
