#!/usr/bin/env python3
"""Times nncc beside other frameworks, row by row in one run, and prints a Markdown table.

    PEERS_VENV=~/peers-venv sh Benchmarks/peers/setup.sh         # once
    ~/peers-venv/bin/python Benchmarks/compare.py --workload mlp,lenet,vggs

A row is a network (`Benchmarks/specs`), what is timed (a training step; inference of a batch; one time step) and a number
of threads. For each, nncc and the peers take turns, so that a machine that changes its pace changes it for
all; the FMA peak is measured in the same row. Times are medians.
"""
import argparse
import json
import os
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nncc", default=os.path.join(HERE, "..", ".build", "release", "nncc"))
    parser.add_argument("--framework", default="torch-eager,tf-function")
    parser.add_argument("--workload", default="mlp,lenet,vggs")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--seconds", type=float, default=1.5, help="at least, for each peer's row")
    options = parser.parse_args()
    frameworks = options.framework.split(",")

    print("| network | timed | threads | nncc µs | of the peak | " + " | ".join(f"{f} µs" for f in frameworks)
          + " | best peer ÷ nncc |")
    print("|---|---|---:|---:|---:|" + "---:|" * (len(frameworks) + 1))
    for workload in options.workload.split(","):
        for mode in W.modes(workload):
            for threads in map(int, options.threads.split(",")):
                own = nncc(options.nncc, workload, mode, threads)
                others = peers(frameworks, workload, mode, threads, options.seconds)
                known = [v for v in others.values() if v]
                ratio = f"{min(known) / own['median_us']:.2f}" if known else "–"
                cells = [microseconds(others[f]) if others.get(f) else "–" for f in frameworks]
                print(f"| {workload} | {mode} | {threads} | {microseconds(own['median_us'])} | "
                      f"{100 * own['gflops'] / own['peak_gflops']:.0f} % | " + " | ".join(cells) + f" | {ratio} |", flush=True)


if __name__ == "__main__":
    main()
