"""Andrej Karpathy's min-char-rnn (https://gist.github.com/karpathy/d4dee566867f8291f086) in float64.

    python min_char_rnn.py      # write Tests/Fixtures/min_char_rnn.safetensors

The algorithm is the published one: one hidden layer of 100, windows of 25 characters, the loss summed over a window,
gradients clipped to [-5, 5], Adagrad at 0.1 without an initial accumulator. The fixture holds the text (in its metadata), the
weights that training starts from, under nncc's names, and the loss of each of 100 steps. The text is so short that the
hidden state is set back to zero twice on the way.

From weights near zero and an empty memory, Adagrad's first steps move nearly every weight by the whole rate, and training is
chaotic: from most seeds, weights that differ by 1e-15 lead to losses that differ by more than 1e-3 before the 100th step, and
this very program in float32 leaves itself in float64 by the tenth. From SEED a difference of 1e-15 grows to 8e-9 only, so that
arithmetic in float64 can be held against these losses; float32 is held against float64 step by step.
"""

import pathlib

import numpy as np
from safetensors.numpy import save_file

ROOT = pathlib.Path(__file__).parents[2]
HIDDEN, WINDOW, STEPS, SEED = 100, 25, 100, 49
# The rate as float32 keeps it: chaos makes much of the difference to 0.1.
RATE = float(np.float32(1e-1))
CHARACTERS = 40 * WINDOW + 2


class MinCharRNN:
    """Weights as columns, h = tanh(Wxh x + Whh h + bh), y = Why h + by, and the memory of Adagrad."""

    def __init__(self, vocabulary, random):
        self.weights = {
            "Wxh": random.standard_normal((HIDDEN, vocabulary)) * 0.01,
            "Whh": random.standard_normal((HIDDEN, HIDDEN)) * 0.01,
            "Why": random.standard_normal((vocabulary, HIDDEN)) * 0.01,
            "bh": np.zeros(HIDDEN),
            "by": np.zeros(vocabulary),
        }
        self.memory = {name: np.zeros_like(value) for name, value in self.weights.items()}

    def loss_and_gradients(self, inputs, targets, hidden):
        """The summed cross-entropy of a window, its gradients, and the last hidden state."""
        Wxh, Whh, Why, bh, by = self.weights.values()
        gradients = {name: np.zeros_like(value) for name, value in self.weights.items()}
        states, probabilities, loss = [hidden], [], 0.0
        for character, target in zip(inputs, targets):
            states.append(np.tanh(Wxh[:, character] + Whh @ states[-1] + bh))
            scores = Why @ states[-1] + by
            shares = np.exp(scores - scores.max())
            probabilities.append(shares / shares.sum())
            loss -= np.log(probabilities[-1][target])
        later = np.zeros(HIDDEN)
        for step in reversed(range(len(inputs))):
            dy = probabilities[step].copy()
            dy[targets[step]] -= 1
            gradients["Why"] += np.outer(dy, states[step + 1])
            gradients["by"] += dy
            draw = (1 - states[step + 1] ** 2) * (Why.T @ dy + later)
            gradients["bh"] += draw
            gradients["Wxh"][:, inputs[step]] += draw
            gradients["Whh"] += np.outer(draw, states[step])
            later = Whh.T @ draw
        for gradient in gradients.values():
            np.clip(gradient, -5, 5, out=gradient)
        return loss, gradients, states[-1]

    def update(self, gradients):
        for name, gradient in gradients.items():
            self.memory[name] += gradient * gradient
            self.weights[name] -= RATE * gradient / np.sqrt(self.memory[name] + 1e-8)


def main():
    text = (ROOT / "specs/data/swift_sources.txt").read_text()[:CHARACTERS]
    characters = sorted(set(text))
    numbers = [characters.index(character) for character in text]
    model = MinCharRNN(len(characters), np.random.default_rng(SEED))
    # Both sides start from the same float32 numbers.
    for value in model.weights.values():
        value[...] = value.astype(np.float32)
    tensors = {
        "simple_rnn/kernel": model.weights["Wxh"].T,
        "simple_rnn/recurrent_kernel": model.weights["Whh"].T,
        "simple_rnn/bias": model.weights["bh"],
        "logits/kernel": model.weights["Why"].T,
        "logits/bias": model.weights["by"],
    }
    tensors = {name: np.ascontiguousarray(value, np.float32) for name, value in tensors.items()}

    losses, position, hidden = [], 0, np.zeros(HIDDEN)
    for _ in range(STEPS):
        if position + WINDOW + 1 >= len(numbers):
            position, hidden = 0, np.zeros(HIDDEN)
        window = numbers[position : position + WINDOW + 1]
        loss, gradients, hidden = model.loss_and_gradients(window[:-1], window[1:], hidden)
        model.update(gradients)
        losses.append(loss)
        position += WINDOW
    tensors["losses"] = np.array(losses, np.float32)
    save_file(tensors, ROOT / "Tests/Fixtures/min_char_rnn.safetensors", metadata={"text": text})


if __name__ == "__main__":
    main()
