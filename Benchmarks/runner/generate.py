#!/usr/bin/env python3
"""Writes what `scripts/bench-runner.sh` measures: a chapter of 30 small blocks in 6 sections, one of a single block, and a Rust crate
with 30 documentation tests of the same size. Usage: generate.py DIRECTORY"""

import pathlib
import sys

BLOCKS = [
    ["let x = Tensor([1.0, 2.0, 3.0], requiresGrad: true)", "let y = x * x + 1.0", "let loss = y.sum()", "try loss.backward()",
     "precondition(x.grad != nil)"],
    ["let w = Tensor([0.5, -0.5, 2.0])", "let h = x.detach() * w", "let total = (h + w).sum()", "precondition(total.shape == [])"],
    ["func twice(_ t: Tensor) -> Tensor { t + t }", "let doubled = twice(w)", "precondition(doubled.shape == [3])",
     "let again = twice(doubled * 0.5)"],
    ["let batch = Tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).view(2, 3)", "let scores = (batch * w).sum(1)",
     "precondition(scores.shape == [2])", "let rows = batch.transpose(0, 1)"],
    ["var running = Tensor([0.0, 0.0, 0.0])", "for _ in 0..<3 {", "  running = running + w * 0.1", "}",
     "precondition(running.numel == 3)", "let last = running.sum()"],
]

RUST = [
    ["let x = [1.0f32, 2.0, 3.0];", "let y: Vec<f32> = x.iter().map(|v| v * v + 1.0).collect();", "let loss: f32 = y.iter().sum();",
     "assert!(loss > 0.0);", "let grad: Vec<f32> = x.iter().map(|v| 2.0 * v).collect();"],
    ["let w = [0.5f32, -0.5, 2.0];", "let h: Vec<f32> = w.iter().map(|v| v * 2.0).collect();", "let total: f32 = h.iter().sum();",
     "assert!(total == 4.0);"],
    ["fn twice(t: &[f32]) -> Vec<f32> { t.iter().map(|v| v + v).collect() }", "let doubled = twice(&[1.0, 2.0, 3.0]);",
     "assert_eq!(doubled.len(), 3);", "let again = twice(&doubled);"],
    ["let batch = [[1.0f32, 2.0, 3.0], [4.0, 5.0, 6.0]];", "let scores: Vec<f32> = batch.iter().map(|r| r.iter().sum()).collect();",
     "assert_eq!(scores.len(), 2);", "let rows = batch.len();"],
    ["let mut running = [0.0f32; 3];", "for _ in 0..3 {", "  for v in running.iter_mut() { *v += 0.1; }", "}",
     "assert_eq!(running.len(), 3);", "let last: f32 = running.iter().sum();"],
]


def chapter(sections: int) -> str:
    lines = ["# Thirty small blocks", ""]
    for section in range(sections):
        lines += [f"## Section {section + 1}", ""]
        for number, block in enumerate(BLOCKS):
            lines += ["```swift"] + (["import Autograd"] if section == number == 0 else []) + block
            lines += [f'print("{section} {number}")', "```", "", "```output", f"{section} {number}", "```", ""]
    return "\n".join(lines)


def crate() -> str:
    lines = []
    for section in range(6):
        for number, block in enumerate(RUST):
            lines += ["/// ```"] + [f"/// {line}" for line in block] + [f'/// println!("{section} {number}");', "/// ```"]
            lines += [f"pub fn block_{section}_{number}() {{}}", ""]
    return "\n".join(lines)


def single() -> str:
    block = ["import Autograd", *BLOCKS[0], 'print("done")'][:6]
    return "\n".join(["# One block", "", "```swift", *block, 'print("done")', "```", "", "```output", "done", "```", ""])


def main() -> None:
    root = pathlib.Path(sys.argv[1])
    for name, text in [("thirty", chapter(6)), ("one", single())]:
        folder = root / name / "Chapters"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "01-blocks.md").write_text(text)
    source = root / "rust" / "src"
    source.mkdir(parents=True, exist_ok=True)
    (source / "lib.rs").write_text(crate())


main()
