"""What grading a class costs beyond compiling and running: `gradbook grade` against a plain loop over the same files (Benchmarks/grading).

    bench-class.py BUILD WORK STUDENTS

BUILD holds the programs, WORK the links Chapters and Solutions. Each student hands in ten exercises, two of three right, each file with bytes
of its own. The two take turns, a quarter of the class at a time, so that a machine that is busy with other things is so for both; but such
a machine gives each session its share, and gradbook's programs have sessions of their own, so that only the processor time can be compared
there. The goal: 1.3 times the time of the loop. Exit status 1 where it is missed.
"""

import os
import pathlib
import resource
import subprocess
import sys
import time

GOAL = 1.3
EXERCISES = 10


def hand_in(work, students):
    solutions = sorted(work.joinpath("Solutions").glob("*.swift"))[:EXERCISES]
    for student in range(students):
        folder = work / "class" / f"student-{student:03}"
        folder.mkdir(parents=True)
        for number, solution in enumerate(solutions):
            wrong = sorted((work / "Solutions" / "Wrong" / solution.stem).glob("*.swift"))
            file = wrong[student // 3 % len(wrong)] if (student + number) % 3 == 0 else solution
            folder.joinpath(solution.name).write_text(file.read_text() + f"\n// Handed in by student {student}.\n")


def timed(command, work, statuses):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    status = subprocess.run(command, cwd=work, stdout=subprocess.DEVNULL).returncode
    if status not in statuses:
        sys.exit(f"bench-class: {command[0]} ended with status {status}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def grade(build, work, students):
    part = work / "part"
    part.mkdir()
    # Moved, since a link is not followed.
    for student in students:
        os.rename(work / "class" / student, part / student)
    seconds = timed([f"{build}/gradbook", "grade", "part"], work, (0, 1))
    for student in students:
        os.rename(part / student, work / "class" / student)
    part.rmdir()
    return seconds


def main():
    build, work, count = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    hand_in(work, count + 1)
    students = sorted(folder.name for folder in work.joinpath("class").iterdir())
    # The last one warms up: references, the compiler's modules, the disk.
    warm = students.pop()
    grade(build, work, [warm])
    timed([f"{build}/grading-bench", "class", warm], work, (0,))
    sums = [[0.0, 0.0], [0.0, 0.0]]
    for quarter in range(4):
        some = students[quarter::4]
        if not some:
            continue
        for row, (wall, processor) in (
            (sums[0], grade(build, work, some)),
            (sums[1], timed([f"{build}/grading-bench", "class", *some], work, (0,))),
        ):
            row[0] += wall
            row[1] += processor
    files = count * EXERCISES
    for name, (wall, processor) in zip(("gradbook grade", "compile and run"), sums):
        print(f"{name}: {wall:.1f} s for {files} files, {wall / files * 1000:.0f} ms each; processor time {processor:.1f} s")
    ratio = sums[0][0] / sums[1][0]
    print(f"a class of {count}: {ratio:.2f} times compiling and running (goal {GOAL}); processor time {sums[0][1] / sums[1][1]:.2f} times")
    sys.exit(ratio > GOAL)


main()
