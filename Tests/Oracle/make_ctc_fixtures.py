"""Writes Tests/Fixtures/ctc/torch.safetensors: torch.nn.functional.ctc_loss on logits through log_softmax.

python make_ctc_fixtures.py

Of each case `<case>/logits` [batch, time, classes], `<case>/labels` [batch, labels] padded with 0 (the blank),
`<case>/lengths` [batch], the steps that count, `<case>/losses` [batch] and `<case>/gradient`, of the losses' sum by the
logits. Computed in float64, stored in float32. Needs torch.
"""

import pathlib

import numpy as np
import torch
from safetensors.numpy import save_file

PATH = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "ctc" / "torch.safetensors"

# Labels of each example; how far apart the logits are; steps that count, where not all do.
CASES = {
    "one_step": (1, 3, [[], [2]], 1, None),
    "one_label": (6, 4, [[3], [1], []], 2, None),
    "repeats": (9, 5, [[2, 2, 2, 2], [1, 1, 2, 2], [3, 1, 3, 1, 3], [4]], 1.5, None),
    "just_enough": (7, 3, [[1, 1, 1, 1], [2, 1, 2, 1, 2, 1, 2], [1, 2, 2, 1]], 1, None),
    "too_short": (4, 3, [[1, 1, 2, 2], [1, 2, 1, 2, 1], [1, 2]], 1, None),
    "lengths": (12, 6, [[1, 2, 3], [4, 4], [], [5, 1]], 2, [12, 3, 7, 2]),
    "vectors": (70, 29, [16, 17, 31, 33, 1], 3, None),
    "sharp": (60, 20, [15, 28], 30, None),
    "flat": (300, 11, [100, 3], 0, None),
}


def main():
    random = np.random.default_rng(1)
    tensors = {}
    for name, (time, classes, examples, spread, lengths) in CASES.items():
        batch = len(examples)
        drawn = [
            random.integers(1, classes, each).tolist() if isinstance(each, int) else each for each in examples
        ]
        labels = np.zeros((batch, max(1, *map(len, drawn))), np.int32)
        for row, each in zip(labels, drawn, strict=True):
            row[: len(each)] = each
        logits = (spread * random.normal(size=(batch, time, classes))).astype(np.float32)
        lengths = np.array(lengths or [time] * batch, np.int32)

        x = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
        losses = torch.nn.functional.ctc_loss(
            torch.log_softmax(x, -1).transpose(0, 1),
            torch.tensor(labels, dtype=torch.long),
            torch.tensor(lengths, dtype=torch.long),
            torch.tensor([len(each) for each in drawn]),
            blank=0,
            reduction="none",
        )
        losses.sum().backward()
        tensors |= {
            f"{name}/logits": logits,
            f"{name}/labels": labels,
            f"{name}/lengths": lengths,
            f"{name}/losses": losses.detach().numpy().astype(np.float32),
            f"{name}/gradient": x.grad.numpy().astype(np.float32),
        }
    PATH.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, PATH, {"torch": torch.__version__.split("+")[0]})
    print(f"{PATH.name}: {PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
