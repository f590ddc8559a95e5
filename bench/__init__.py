"""What the README claims, measured: speed against peers, fuzzing, faults, same bytes, older Ankis.

Each part runs alone (`python -m bench.run --only NAME`); `make bench` runs them all and writes `bench/RESULTS.md`.
Nothing here is part of the program, and nothing of the program knows of it.
"""
