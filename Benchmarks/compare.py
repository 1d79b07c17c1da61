#!/usr/bin/env python3
"""Times nncc beside other frameworks, row by row in one run, and prints a Markdown table.

    PEERS_VENV=~/peers-venv sh Benchmarks/peers/setup.sh         # once
    ~/peers-venv/bin/python Benchmarks/compare.py --workload mlp,lenet,vggs

A row is a network (`Benchmarks/specs`), what is timed (a training step; inference of a batch; one time step) and a number
of threads. For each, nncc and the peers take turns, several rounds of them, for a shared machine changes its pace from
minute to minute; the FMA peak is measured in the same row. Times are medians of the rounds' medians. The last column is
the median of the rounds' ratios, and between which they lie.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, "peers")
sys.path.insert(0, PEERS)
import workloads as W  # noqa: E402

SPECS = {"mlp": "W1_mlp", "lenet": "W2_lenet", "vggs": "W3_vggs", "alexnet": "W4_alexnet", "charrnn": "W5_charrnn",
         "lstm2": "W6_lstm2", "gru": "W7_gru", "bilstm": "W8_bilstm"}


def nncc(binary, workload, mode, threads):
    """The fields of `nncc bench --format json` for one row."""
    kind, _, batch = mode.partition("_b")
    command = [binary, "bench", os.path.join(HERE, "specs", SPECS[workload] + ".yaml"), "--mode", kind,
               "--threads", str(threads), "--format", "json"]
    if batch and kind == "infer":
        command += ["--batch", batch]
    pin = (lambda: os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})) if threads == 1 else None
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=pin).stdout)


def peers(frameworks, workload, mode, threads, seconds):
    """Median microseconds of each framework for one row; None where it failed."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "row.json")
        subprocess.run(
            [sys.executable, os.path.join(PEERS, "run.py"), "--framework", ",".join(frameworks), "--workload", workload,
             "--mode", mode, "--threads", str(threads), "--json", out, "--no-ceilings", "--min-s", str(seconds),
             "--cap-s", str(4 * seconds)], check=True, stdout=subprocess.DEVNULL)
        rows = json.load(open(out))["results"]
    return {r["framework"]: r["median_us"] if r.get("ok") else None for r in rows if r["mode"] == mode}


def microseconds(value):
    """Three figures where there are not more."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def median(values):
    """Of those that are there; None where none is."""
    values = [v for v in values if v]
    return statistics.median(values) if values else None


def ratios(own, others):
    """Of each round: the fastest peer's time divided by nncc's."""
    fastest = [min((v for v in peers.values() if v), default=None) for peers in others]
    values = sorted(f / o["median_us"] for o, f in zip(own, fastest) if f)
    if not values:
        return "–"
    lowest_to_highest = f" ({values[0]:.2f}–{values[-1]:.2f})" if len(values) > 1 else ""
    return f"{statistics.median(values):.2f}{lowest_to_highest}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nncc", default=os.path.join(HERE, "..", ".build", "release", "nncc"))
    parser.add_argument("--framework", default="torch-eager,tf-function")
    parser.add_argument("--workload", default="mlp,lenet,vggs")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--seconds", type=float, default=1.5, help="at least, for each peer's row")
    parser.add_argument("--rounds", type=int, default=3, help="of nncc and the peers in turns, for each row")
    options = parser.parse_args()
    frameworks = options.framework.split(",")

    print("| network | timed | threads | nncc µs | of the peak | " + " | ".join(f"{f} µs" for f in frameworks)
          + " | best peer ÷ nncc |")
    print("|---|---|---:|---:|---:|" + "---:|" * (len(frameworks) + 1))
    for workload in options.workload.split(","):
        for mode in W.modes(workload):
            for threads in map(int, options.threads.split(",")):
                own, others = [], []
                for _ in range(options.rounds):
                    own.append(nncc(options.nncc, workload, mode, threads))
                    others.append(peers(frameworks, workload, mode, threads, options.seconds))
                times = [median(o.get(f) for o in others) for f in frameworks]
                share = median(o["gflops"] / o["peak_gflops"] for o in own)
                print(f"| {workload} | {mode} | {threads} | {microseconds(median(o['median_us'] for o in own))} | "
                      f"{100 * share:.0f} % | " + " | ".join(microseconds(t) if t else "–" for t in times)
                      + f" | {ratios(own, others)} |", flush=True)


if __name__ == "__main__":
    main()
