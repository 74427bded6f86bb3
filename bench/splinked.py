"""Splink on DuckDB over two CSV files, run as a process of its own: `python bench/splinked.py A.csv B.csv OUT.csv`.

Splink is installed by the bench group only. The blocking rules are those of the product, as far as SQL says them; identity
numbers, dates and phones are compared by edit distance, names with term frequencies. OUT gets every pair kept one to one.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import time

PREPARED = """
CREATE TABLE {side}_read AS SELECT unique_id, nullif(name, '') AS name, nullif(id_no, '') AS id_no, nullif(dob, '') AS dob,
  nullif(phone, '') AS phone, nullif(village, '') AS village, nullif(house, '') AS house,
  nullif(name[1], '') AS surname, nullif(name[2:], '') AS given
FROM read_csv(?, header = true, all_varchar = true)
"""
ONE_TO_ONE = """
COPY (
  WITH ranked AS (
    SELECT unique_id_l, unique_id_r, match_probability, match_weight,
      row_number() OVER (PARTITION BY unique_id_l ORDER BY match_weight DESC, unique_id_r) AS of_left,
      row_number() OVER (PARTITION BY unique_id_r ORDER BY match_weight DESC, unique_id_l) AS of_right
    FROM {pairs})
  SELECT unique_id_l, unique_id_r, match_weight FROM ranked WHERE of_left = 1 AND of_right = 1
) TO '{out}' (HEADER false)
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("left")
    parser.add_argument("right")
    parser.add_argument("out")
    parser.add_argument(
        "--max-pairs", type=float, default=2e6, help="sampled for the chances among strangers"
    )
    options = parser.parse_args()
    start = time.perf_counter()
    link(options.left, options.right, options.out, options.max_pairs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": time.perf_counter() - start, "peak_mb": peak / 1024}))


def link(left: str, right: str, out: str, max_pairs: float) -> None:
    """Train, predict, keep one to one."""
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as cl

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect()
    for side, path in (("left_list", left), ("right_list", right)):
        connection.execute(PREPARED.format(side=side), [path])
    api = DuckDBAPI(connection)
    frames = [
        api.register(connection.table(f"{side}_read"), dataset_display_name=side)
        for side in ("left_list", "right_list")
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.ExactMatch("surname").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("given", 1).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("id_no", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("dob", [1, 2]),
            cl.LevenshteinAtThresholds("phone", 1),
            cl.ExactMatch("village"),
            cl.ExactMatch("house"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("id_no"),
            block_on("phone"),
            block_on("name", "dob"),
            block_on("name", "village"),
            block_on("dob", "village"),
            block_on("surname", "dob"),
            block_on("given", "dob"),
            block_on("name", "substr(dob, 1, 4)"),
            block_on("name", "substr(dob, 6, 5)"),
            block_on("village", "house", "given"),
            block_on("village", "house", "substr(dob, 1, 4)"),
        ],
        retain_matching_columns=False,
    )
    linker = Linker(frames, settings, log_level=logging.ERROR)
    rules = [block_on("id_no"), block_on("name", "dob")]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=max_pairs)
    for rule in (block_on("name", "dob"), block_on("id_no"), block_on("phone")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=1e6)
    found = linker.inference.predict(threshold_match_probability=0.001)
    connection.execute(ONE_TO_ONE.format(pairs=found.physical_name, out=out))


if __name__ == "__main__":
    main()
