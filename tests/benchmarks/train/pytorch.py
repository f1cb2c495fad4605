#!/usr/bin/python3
"""PyTorch on the task of `starling bench train`: a 784-128-10 MLP, SGD, batch 32, random data.

Usage: pytorch.py [--processes N] [--seconds S]
One process trains alone; several average their gradients at each step (DistributedDataParallel over
gloo), which is what `starling bench train --topology star --local-steps 1` does with actors.
Prints samples per second of all processes together. Needs Debian's python3-torch.
"""
import argparse
import json
import os
import time

import torch
from torch import distributed, multiprocessing, nn

BATCH = 32


def train(rank, processes, seconds, results):
    torch.set_num_threads(1)
    torch.manual_seed(rank)
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    if processes > 1:
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29511")
        distributed.init_process_group("gloo", rank=rank, world_size=processes)
        model = nn.parallel.DistributedDataParallel(model)
    inputs, labels = torch.rand(2048, 784), torch.randint(0, 10, (2048,))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss = nn.CrossEntropyLoss()

    def steps(count):
        for step in range(count):
            at = step * BATCH % 2048
            optimizer.zero_grad(set_to_none=True)
            loss(model(inputs[at:at + BATCH]), labels[at:at + BATCH]).backward()
            optimizer.step()

    start = time.perf_counter()
    steps(50)  # warm up, and see how many steps fill the time
    count = max(50, int(50 * seconds / (time.perf_counter() - start)))
    if processes > 1:
        shared = torch.tensor([count])
        distributed.broadcast(shared, 0)
        count = int(shared)
    start = time.perf_counter()
    steps(count)
    if rank == 0:
        results.put(processes * count * BATCH / (time.perf_counter() - start))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--processes", type=int, default=1)
    arguments.add_argument("--seconds", type=float, default=3)
    options = arguments.parse_args()
    results = multiprocessing.get_context("spawn").SimpleQueue()
    multiprocessing.spawn(train, (options.processes, options.seconds, results), options.processes)
    print(json.dumps({"bench": "train", "case": {"library": f"PyTorch {torch.__version__}",
                                                 "processes": options.processes, "batch": BATCH},
                      "value": results.get(), "unit": "samples/s"}))


if __name__ == "__main__":
    main()
