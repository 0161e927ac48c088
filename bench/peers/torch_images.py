"""PyTorch as a peer of the benchmark of pictures: steps of a small convolutional network, under the clock.

Blocks of Conv2d(3 x 3, padding 1) -> ReLU -> MaxPool2d(2), the mean of each channel over the map, Linear; the mean
binary cross entropy over all labels, Adam, and the loss as a number.

One JSON object per line on standard input, answered by one line on standard output:

    {"id": 1, "do": "open", "name": "a", "network": {"height": 32, "width": 32, "channels": 1, "filters": [16, 32],
     "numLabels": 40}, "batchSize": 64, "folder": FOLDER, "learningRate": 0.001, "threads": 1,
     "layout": "contiguous" | "channels_last", "adam": "fused" | "foreach"}
    {"id": 2, "do": "step", "name": "a", "count": 10}  ->  {"id": 2, "milliseconds": [...], "cpuMilliseconds": [...],
                                                            "losses": [...]}
    {"id": 3, "do": "close", "name": "a"}

The folder has raw little-endian float32: `pictures` [batch, height, width, channels], `classes` [batch], and `parameter0`,
`parameter1`, ...: filters [3, 3, in, out] and biases of each block, then weights [labels, in] and bias of the last layer.
The first line says which versions there are. An error in a request is answered by {"id": 1, "error": "..."}.
"""

import json
import os
import platform
import sys
import time
import warnings

import numpy
import torch

LAYOUTS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


class Training:
    """A network, its optimiser and its batch."""

    def __init__(self, network, batchSize, folder, learningRate, threads, layout, adam):
        torch.set_num_threads(threads)
        self.threads = threads
        read = lambda name, *shape: torch.from_numpy(
            numpy.fromfile(os.path.join(folder, name), dtype=numpy.float32).reshape(shape)
        )
        layers, channels, number = [], network["channels"], 0
        for filters in network["filters"]:
            convolution = torch.nn.Conv2d(channels, filters, 3, padding=1)
            with torch.no_grad():
                convolution.weight.copy_(read(f"parameter{number}", 3, 3, channels, filters).permute(3, 2, 0, 1))
                convolution.bias.copy_(read(f"parameter{number + 1}", filters))
            layers += [convolution, torch.nn.ReLU(), torch.nn.MaxPool2d(2)]
            channels, number = filters, number + 2
        last = torch.nn.Linear(channels, network["numLabels"])
        with torch.no_grad():
            last.weight.copy_(read(f"parameter{number}", network["numLabels"], channels))
            last.bias.copy_(read(f"parameter{number + 1}", network["numLabels"]))
        self.blocks, self.last = torch.nn.Sequential(*layers).to(memory_format=LAYOUTS[layout]), last
        pictures = read("pictures", batchSize, network["height"], network["width"], network["channels"])
        self.pictures = pictures.permute(0, 3, 1, 2).contiguous(memory_format=LAYOUTS[layout])
        self.targets = torch.zeros(batchSize, network["numLabels"])
        self.targets[torch.arange(batchSize), read("classes", batchSize).long()] = 1
        parameters = [*self.blocks.parameters(), *last.parameters()]
        self.optimizer = torch.optim.Adam(parameters, lr=learningRate, **{adam: True})

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        logits = self.last(self.blocks(self.pictures).mean(dim=(2, 3)))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, self.targets)
        loss.backward()
        self.optimizer.step()
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
