#!/usr/bin/env python3
"""Moves the keys that a list of patterns says may move until the status quo meets the facts that a calibration may use, or as nearly as it can.

    examples/calibrate.py PROGRAM scenarios/patterns.toml [--seed 1] [--first 400] [--steps 400]

Held-out facts are never looked at, and no other policy is run. Of a published interval [a, b] a mean m is at z = (m - (a + b)/2) / ((b - a)/2), on
a logarithmic scale where a > 0; of a bound a at z = (a - m) / |a|. What is minimised is

    sum over fitted facts of max(0, |z| - 0.6)^2  +  0.02 * sum over keys of (way moved / width of its range)^2,

the second part so that a key moves no further from its value in version 0.1.0 (`reference-0-1-0.toml`) than the facts ask for. First points of a Latin hypercube, then steps around the best, which shrink.
Shares of needs (`category.*.mix`) sum to 1: those that may not move keep their proportions. Standard library alone; two replicates of two years a point.
"""

import argparse
import json
import math
import os
import random
import subprocess
import tomllib
from concurrent.futures import ThreadPoolExecutor

# The ranges in which keys are looked for, and whether they are stepped by ratios.
RANGES = {
    "demand.needs_per_resident": (0.15, 0.9, True),
    "category.living_care.mix": (0.004, 0.25, True),
    "category.medical.mix": (0.03, 0.25, True),
    "category.culture.mix": (0.05, 0.4, True),
    "category.living_care.work_hours": (3.0, 24.0, True),
    "category.comfort.stigma": (0.4, 3.2, False),
    "persistence.to_hotline": (0.02, 0.25, False),
    "persistence.paper_closure": (0.5, 1.0, False),
}
MARGIN, PULL = 0.6, 0.02


def read(text, key):
    value = text
    for part in key.split("."):
        value = value[part]
    return value


class World:
    def __init__(self, program, patterns):
        self.program, self.patterns = program, patterns
        listed = tomllib.load(open(patterns, "rb"))
        self.keys = [move["key"] for move in listed["may_move"]]
        folder = os.path.dirname(patterns)
        before = tomllib.load(open(os.path.join(folder, "reference-0-1-0.toml"), "rb"))
        self.start = [read(before, key) for key in self.keys]
        self.mix = {name: category["mix"] for name, category in before["category"].items()}

    def sets(self, values):
        moved = dict(zip(self.keys, values))
        mix = {name: moved.pop(f"category.{name}.mix", None) for name in self.mix}
        rest = 1.0 - sum(share for share in mix.values() if share is not None)
        others = sum(self.mix[name] for name, share in mix.items() if share is None)
        if rest <= 0.05:
            return None
        sets = {key: f"{value:.4g}" for key, value in moved.items()}
        shares = {name: round(share if share is not None else self.mix[name] / others * rest, 4) for name, share in mix.items()}
        # Rounded shares sum to 1: what is left over goes to the largest of those that may not move.
        largest = max((name for name in mix if mix[name] is None), key=lambda name: shares[name])
        shares[largest] = round(shares[largest] + 1.0 - sum(shares.values()), 4)
        return sets | {f"category.{name}.mix": f"{share:.4f}" for name, share in shares.items()}

    def run(self, values, seeds=2, years=2):
        sets = self.sets(values)
        if sets is None:
            return None
        line = [self.program, "patterns", self.patterns, "--json", "--seeds", str(seeds), "--years", str(years)]
        for key, value in sets.items():
            line += ["--set", f"{key}={value}"]
        done = subprocess.run(line, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        return json.loads(done.stdout)


def part(pattern):
    mean, published = pattern["model"]["mean"], pattern["published"]
    low, high = published.get("low"), published.get("high")
    if low is None or high is None:
        bound = published["above"] if low is None else low
        z = (bound - mean) / abs(bound) + 1.0
    elif low > 0.0:
        low, high, mean = (math.log(max(x, 1e-9)) for x in (low, high, mean))
        z = abs(mean - (low + high) / 2) / ((high - low) / 2)
    else:
        z = abs(mean - (low + high) / 2) / ((high - low) / 2)
    return max(0.0, z - MARGIN) ** 2


def place(key, value):
    low, high, ratio = RANGES[key]
    return math.log(value / low) / math.log(high / low) if ratio else (value - low) / (high - low)


def value(key, at):
    low, high, ratio = RANGES[key]
    at = min(1.0, max(0.0, at))
    return low * (high / low) ** at if ratio else low + (high - low) * at


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("program")
    ask.add_argument("patterns")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--first", type=int, default=400)
    ask.add_argument("--steps", type=int, default=400)
    args = ask.parse_args()
    world, draw = World(args.program, args.patterns), random.Random(args.seed)
    begin = [place(key, start) for key, start in zip(world.keys, world.start)]

    def judged(at):
        seen = world.run([value(key, x) for key, x in zip(world.keys, at)])
        if seen is None:
            return math.inf, at, {}
        fitted = [pattern for pattern in seen["patterns"] if pattern["use"] == "fit"]
        pull = PULL * sum((x - b) ** 2 for x, b in zip(at, begin))
        return sum(map(part, fitted)) + pull, at, {p["name"]: p["model"]["mean"] for p in fitted}

    strata = [draw.sample(range(args.first), args.first) for _ in world.keys]
    points = [begin] + [[(column[i] + draw.random()) / args.first for column in strata] for i in range(args.first)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        best = min(pool.map(judged, points), key=lambda seen: seen[0])
        width, done, crowd = 0.15, 0, 16
        while done < args.steps:
            near = [[min(1.0, max(0.0, x + draw.gauss(0.0, width) * (draw.random() < 0.5))) for x in best[1]] for _ in range(crowd)]
            found = min(pool.map(judged, near), key=lambda seen: seen[0])
            if found[0] < best[0]:
                best = found
            else:
                width *= 0.85
            done += crowd
    print(f"objective {best[0]:.4f}")
    for key, given in world.sets([value(key, x) for key, x in zip(world.keys, best[1])]).items():
        print(f"{key} = {given}")
    for name, mean in best[2].items():
        print(f"# {name}: {mean:.4f}")


if __name__ == "__main__":
    main()
