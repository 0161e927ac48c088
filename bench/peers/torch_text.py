"""PyTorch as a peer of the benchmark of texts: steps of a convolutional network for texts, under the clock.

Embedding (with sparse gradients) -> Dropout -> for each width Conv1d with padding of half the width, the largest value over
the text, the activation -> Linear; the mean binary cross entropy over all labels, SparseAdam for the embeddings, Adam for
the rest, and the loss as a number. The activation comes after the maximum, which gives the same and is faster.

One JSON object per line on standard input, answered by one line on standard output:

    {"id": 1, "do": "open", "name": "a", "network": {"numWords": 50000, "dim": 100, "widths": [4], "filters": 500,
     "activation": "tanh", "inputDropout": 0.2, "length": 2500, "batchSize": 16, "numLabels": 8921, "labelsPerText": 16},
     "folder": FOLDER, "learningRate": 0.001, "threads": 1, "form": "conv1d" | "conv2d", "adam": "fused" | "foreach"}
    {"id": 2, "do": "step", "name": "a", "count": 10}  ->  {"id": 2, "milliseconds": [...], "cpuMilliseconds": [...],
                                                            "losses": [...]}
    {"id": 3, "do": "close", "name": "a"}

The folder has raw little-endian int64: `tokens` [batch, length], `labels` [batch, labelsPerText]; and float32: `parameter0`
the embeddings [words, dim], then of each width filters [filters, width, dim] and biases, then weights [labels, in] and bias
of the last layer. The first line says which versions there are. An error in a request is answered by {"id": 1, "error":
"..."}.
"""

import json
import os
import platform
import sys
import time
import warnings

import numpy
import torch


class Training:
    """A network, its optimisers and its batch."""

    def __init__(self, network, folder, learningRate, threads, form, adam):
        torch.set_num_threads(threads)
        self.threads = threads
        read = lambda name, *shape: torch.from_numpy(
            numpy.fromfile(os.path.join(folder, name), dtype=numpy.float32).reshape(shape)
        )
        indices = lambda name: torch.from_numpy(numpy.fromfile(os.path.join(folder, name), dtype=numpy.int64))
        dim, filters, labels = network["dim"], network["filters"], network["numLabels"]
        self.form = form
        self.embedding = torch.nn.Embedding(network["numWords"], dim, sparse=True)
        self.dropout = torch.nn.Dropout(network["inputDropout"])
        self.activation = {"tanh": torch.tanh, "relu": torch.relu}[network["activation"]]
        self.convolutions = []
        with torch.no_grad():
            self.embedding.weight.copy_(read("parameter0", network["numWords"], dim))
            for i, width in enumerate(network["widths"]):
                weights = read(f"parameter{2 * i + 1}", filters, width, dim)
                if form == "conv1d":
                    convolution = torch.nn.Conv1d(dim, filters, width, padding=width // 2)
                    convolution.weight.copy_(weights.permute(0, 2, 1))
                else:
                    convolution = torch.nn.Conv2d(1, filters, (width, dim), padding=(width // 2, 0))
                    convolution.weight.copy_(weights.unsqueeze(1))
                convolution.bias.copy_(read(f"parameter{2 * i + 2}", filters))
                self.convolutions.append(convolution)
            number, features = 2 * len(network["widths"]) + 1, filters * len(network["widths"])
            self.last = torch.nn.Linear(features, labels)
            self.last.weight.copy_(read(f"parameter{number}", labels, features))
            self.last.bias.copy_(read(f"parameter{number + 1}", labels))
        batch = network["batchSize"]
        self.tokens = indices("tokens").reshape(batch, network["length"])
        self.targets = torch.zeros(batch, labels)
        self.targets.scatter_(1, indices("labels").reshape(batch, network["labelsPerText"]), 1)
        dense = [parameter for layer in [*self.convolutions, self.last] for parameter in layer.parameters()]
        self.steps = 0
        self.optimizers = [
            torch.optim.SparseAdam(list(self.embedding.parameters()), lr=learningRate),
            torch.optim.Adam(dense, lr=learningRate, **{adam: True}),
        ]

    def features(self):
        x = self.dropout(self.embedding(self.tokens))
        if self.form == "conv1d":
            x = x.transpose(1, 2)
            largest = [convolution(x).amax(dim=2) for convolution in self.convolutions]
        else:
            x = x.unsqueeze(1)
            largest = [convolution(x).squeeze(3).amax(dim=2) for convolution in self.convolutions]
        return self.activation(torch.cat(largest, dim=1))

    def step(self):
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(self.last(self.features()), self.targets)
        loss.backward()
        # SparseAdam adds its epsilon before it corrects for the start, Adam (and ours) behind: this makes them the same.
        self.steps += 1
        self.optimizers[0].param_groups[0]["eps"] = 1e-8 * (1 - 0.999**self.steps) ** 0.5
        for optimizer in self.optimizers:
            optimizer.step()
        return loss.item()


def run(training, count):
    torch.set_num_threads(training.threads)
    milliseconds, cpu_milliseconds, losses = [], [], []
    for _ in range(count):
        started, cpu = time.perf_counter(), time.process_time()
        losses.append(training.step())
        cpu_milliseconds.append((time.process_time() - cpu) * 1e3)
        milliseconds.append((time.perf_counter() - started) * 1e3)
    return {"milliseconds": milliseconds, "cpuMilliseconds": cpu_milliseconds, "losses": losses}


def main():
    warnings.simplefilter("ignore")
    answer = lambda line: print(json.dumps(line), flush=True)
    answer(
        {
            "ready": True,
            "versions": {"python": platform.python_version(), "torch": torch.__version__},
            "cpuCapability": torch.backends.cpu.get_cpu_capability(),
        }
    )
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
