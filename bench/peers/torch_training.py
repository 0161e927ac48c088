"""PyTorch as a peer of the training benchmark: steps of the reference layers, under the clock.

    BSL  Linear(E, d, bias) -> Linear(d, n, no bias)
    DFT  Linear(E, 2k+1+s, bias); the first 2k+1 outputs are the coefficients of a real signal of length n, made by
         torch.fft.irfft; the other s go through a learned Linear(s, n, no bias); the sum is the logits
         (Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024)

A step is what a trainer does for a batch: dense float targets from the indices of the active labels, the logits, the
mean binary cross entropy over all labels, its gradient, Adam, and the loss as a number.

One JSON object per line on standard input, answered by one line on standard output:

    {"id": 1, "do": "open", "name": "a", "head": {"kind": "bsl", "inDim": 768, "dim": 100, "numLabels": 8921},
     "adam": "fused" | "foreach" | "single", "threads": 1, "learningRate": 0.001,
     "batches": [{"numRows": 32, "features": FILE, "rows": FILE, "columns": FILE}, ...],
     "weights": {"inputWeights": FILE, ...}}
    {"id": 2, "do": "step", "name": "a", "count": 10}  ->  {"id": 2, "milliseconds": [...], "cpuMilliseconds": [...],
                                                            "losses": [...], "peakMiB": 512.3}
    {"id": 3, "do": "close", "name": "a"}

A DFT head has "k", "slackDims" and "transform": "fft", or "matrix" for a product with the fixed matrix [2k+1, n].
"compiled": true passes the loss through torch.compile, and "all" the optimiser's step too. "device": "cuda" puts
everything on a GPU; the batches go there in every step, and the loss comes back.
Files are raw little-endian numbers: features and weights float32, rows and columns (one for each active label) int64.
Without "weights" PyTorch draws its own. The first line says which versions there are. An error in a request is answered
by {"id": 1, "error": "..."}.
"""

import json
import math
import platform
import resource
import sys
import time
import warnings

import numpy
import torch

ADAMS = {"fused": {"fused": True}, "foreach": {"foreach": True}, "single": {"foreach": False}}


def read_floats(file, *shape):
    return torch.from_numpy(numpy.fromfile(file, dtype=numpy.float32).reshape(shape))


class Bottleneck(torch.nn.Module):
    def __init__(self, inDim, dim, numLabels):
        super().__init__()
        self.input = torch.nn.Linear(inDim, dim)
        self.label = torch.nn.Linear(dim, numLabels, bias=False)

    def parameters_by_name(self):
        return {
            "inputWeights": self.input.weight,
            "inputBias": self.input.bias,
            "labelWeights": self.label.weight,
        }

    def forward(self, features):
        return self.label(self.input(features))


class Dft(torch.nn.Module):
    def __init__(self, inDim, numLabels, k, slackDims, transform="fft"):
        super().__init__()
        self.num_labels, self.k, self.slack_dims = numLabels, k, slackDims
        self.input = torch.nn.Linear(inDim, 2 * k + 1 + slackDims)
        with torch.no_grad():
            self.input.bias.zero_()
            self.input.bias[0] = math.log(k / (numLabels - k)) * math.sqrt(numLabels)
        self.slack = torch.nn.Linear(slackDims, numLabels, bias=False) if slackDims > 0 else None
        if transform == "matrix":
            self.register_buffer("basis", self.synthesise(torch.eye(2 * k + 1)))

    def parameters_by_name(self):
        names = {"inputWeights": self.input.weight, "inputBias": self.input.bias}
        return names if self.slack is None else {**names, "slackWeights": self.slack.weight}

    def synthesise(self, coefficients):
        """Coefficients of 1, cos, sin, cos, sin, ... in orthonormal columns, to one value for each label."""
        # irfft counts every frequency but the constant one twice, and a sine turns the other way.
        constant = torch.complex(coefficients[:, :1], torch.zeros_like(coefficients[:, :1]))
        waves = torch.complex(coefficients[:, 1::2], -coefficients[:, 2::2]) * math.sqrt(0.5)
        return torch.fft.irfft(torch.cat([constant, waves], dim=1), n=self.num_labels, norm="ortho")

    def forward(self, features):
        hidden = self.input(features)
        width = 2 * self.k + 1
        fixed = hidden[:, :width]
        logits = fixed @ self.basis if hasattr(self, "basis") else self.synthesise(fixed)
        return logits if self.slack is None else logits + self.slack(hidden[:, width:])


class Training:
    """A model, its optimiser and the batches that it goes through over and over."""

    def __init__(
        self, head, adam, threads, batches, learningRate, weights=None, compiled=False, device="cpu"
    ):
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        if compiled:
            torch.compiler.reset()  # Else the ninth training finds the limit of recompilations reached.
        self.threads, self.device = threads, torch.device(device)
        options = {key: value for key, value in head.items() if key != "kind"}
        model = {"bsl": Bottleneck, "dft": Dft}[head["kind"]](**options)
        if weights is not None:
            with torch.no_grad():
                for name, parameter in model.parameters_by_name().items():
                    parameter.copy_(read_floats(weights[name], *parameter.shape))
        self.model = model.to(self.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=learningRate, **ADAMS[adam])
        self.batches = [
            {
                "features": read_floats(batch["features"], batch["numRows"], head["inDim"]),
                "rows": torch.from_numpy(numpy.fromfile(batch["rows"], dtype=numpy.int64)),
                "columns": torch.from_numpy(numpy.fromfile(batch["columns"], dtype=numpy.int64)),
                # Kept from step to step: clearing it is faster than new memory.
                "targets": torch.zeros(batch["numRows"], head["numLabels"], device=self.device),
            }
            for batch in batches
        ]
        self.one = torch.ones((), device=self.device)
        self.evaluate = torch.compile(self.compute_loss) if compiled else self.compute_loss
        self.update = torch.compile(self.optimizer.step) if compiled == "all" else self.optimizer.step
        self.steps_done = 0

    def compute_loss(self, features, targets):
        return torch.nn.functional.binary_cross_entropy_with_logits(self.model(features), targets)

    def step(self):
        batch = self.batches[self.steps_done % len(self.batches)]
        self.steps_done += 1
        features, rows, columns = (batch[name].to(self.device) for name in ("features", "rows", "columns"))
        targets = batch["targets"].zero_().index_put_((rows, columns), self.one)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.evaluate(features, targets)
        loss.backward()
        self.update()
        return loss.item()


def run(training, count):
    torch.set_num_threads(training.threads)
    milliseconds, cpu_milliseconds, losses = [], [], []
    for _ in range(count):
        started, cpu = time.perf_counter(), time.process_time()
        losses.append(training.step())
        cpu_milliseconds.append((time.process_time() - cpu) * 1e3)
        milliseconds.append((time.perf_counter() - started) * 1e3)
    return {
        "milliseconds": milliseconds,
        "cpuMilliseconds": cpu_milliseconds,
        "losses": losses,
        "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def describe():
    versions = {"python": platform.python_version(), "torch": torch.__version__, "numpy": numpy.__version__}
    adams = []
    for name, options in ADAMS.items():
        try:
            parameter = torch.nn.Parameter(torch.zeros(1))
            parameter.grad = torch.ones(1)
            torch.optim.Adam([parameter], **options).step()
            adams.append(name)
        except (RuntimeError, TypeError):
            pass  # Fused Adam for the CPU came with PyTorch 2.4.
    return {
        "ready": True,
        "versions": versions,
        "adams": adams,
        "compiles": hasattr(torch, "compile"),
        "cpuCapability": torch.backends.cpu.get_cpu_capability() if hasattr(torch.backends, "cpu") else None,
        "cuda": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
    }


def main():
    warnings.simplefilter("ignore")
    answer = lambda line: print(json.dumps(line), flush=True)
    answer(describe())
    trainings = {}
    for line in sys.stdin:
        request = json.loads(line)
        number, action, name = request.pop("id"), request.pop("do"), request.pop("name")
        try:
            if action == "open":
                trainings[name] = Training(**request)
                answer({"id": number})
            elif action == "step":
                answer({"id": number, **run(trainings[name], request["count"])})
            elif action == "close":
                del trainings[name]
                answer({"id": number})
            else:
                raise ValueError(f"expected open, step or close, got {action}")
        except Exception as error:
            answer({"id": number, "error": f"{type(error).__name__}: {error}"})


main()
