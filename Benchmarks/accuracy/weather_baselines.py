"""Tomorrow's highest temperature by rules that need no network, beside weather_gru's scores.

    nncc run specs/weather_gru.yaml --run-dir runs/weather
    python3 Benchmarks/accuracy/weather_baselines.py runs/weather/result.json

Each rule is scored on the days that the spec's split gives to the test: the last 15 % of the table. Needs the standard
library alone.
"""

import csv
import datetime
import json
import pathlib
import sys

TABLE = pathlib.Path(__file__).parents[2] / "specs/data/seattle-weather.csv"
TRAIN, VALIDATION = 0.70, 0.15


def main() -> None:
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    highest = [float(row["temp_max"]) for row in rows]
    day = [datetime.date(*map(int, row["date"].split("/"))).timetuple().tm_yday for row in rows]
    trained = round(len(rows) * TRAIN)
    test = range(round(len(rows) * (TRAIN + VALIDATION)), len(rows))

    by_day: dict[int, list[float]] = {}
    for index in range(trained):
        by_day.setdefault(day[index], []).append(highest[index])
    mean_of_day = {number: sum(values) / len(values) for number, values in by_day.items()}

    rules = {
        "same as today": [highest[index - 1] for index in test],
        "mean of the day of year": [mean_of_day[day[index]] for index in test],
    }
    print(f"{'test, ' + str(len(test)) + ' days':26}{'mae, °C':>9}{'mse, °C²':>10}")
    for name, predictions in rules.items():
        errors = [prediction - highest[index] for prediction, index in zip(predictions, test)]
        show(name, sum(map(abs, errors)) / len(errors), sum(error**2 for error in errors) / len(errors))
    for path in sys.argv[1:]:
        scores = json.loads(pathlib.Path(path).read_text())["test"]
        show("weather_gru", scores["mae"], scores["mse"])


def show(name: str, mae: float, mse: float) -> None:
    print(f"{name:26}{mae:9.3f}{mse:10.3f}")


if __name__ == "__main__":
    main()
