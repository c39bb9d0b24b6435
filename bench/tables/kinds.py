"""Writes ten tables of the kinds that people have: the same on each machine.

    python kinds.py FOLDER [--only NAME] [--rows ROWS]

Each is like a CSV file that many know, by columns, marks and mess, with values that are made here. Prints a line of
JSON a table: its file, its target, and what else `new-model` has to be told. Without ROWS each has as many as its kind.
"""

from __future__ import annotations

import argparse
import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd


def main(folder: Path, only: str | None, rows: int | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, (make, told)) in enumerate(TABLES.items()):
        if only not in (None, name):
            continue
        options = {"sep": ";", "decimal": ","} if name == "wines" else {}
        random = np.random.default_rng(number)
        table = make(random) if rows is None else make(random, rows)
        table.to_csv(folder / f"{name}.csv", index=False, **options)
        print(json.dumps({"file": str(folder / f"{name}.csv"), **told}))


def diamonds(random, rows=9000):
    """Prices over three orders of magnitude, by one measure above all; three ordered texts."""
    cut, color, clarity = (random.integers(0, most, rows) for most in (5, 7, 8))
    carat = np.round(random.lognormal(-0.4, 0.55, rows).clip(0.2, 4), 2)
    price = 4200 * carat**1.7 * np.exp(0.03 * cut - 0.08 * color + 0.09 * clarity + random.normal(0, 0.1, rows))
    x = 6.45 * carat ** (1 / 3) + random.normal(0, 0.05, rows)
    return pd.DataFrame(
        {
            "": np.arange(1, rows + 1),
            "carat": carat,
            "cut": np.array(["Fair", "Good", "Very Good", "Premium", "Ideal"])[cut],
            "color": np.array(list("DEFGHIJ"))[color],
            "clarity": np.array(["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"])[clarity],
            "depth": random.normal(61.7, 1.4, rows).round(1),
            "table": random.normal(57.5, 2.2, rows).round(),
            "price": price.round().astype(int),
            "x": x.round(2),
            "y": (x + random.normal(0, 0.03, rows)).round(2),
            "z": (0.617 * x).round(2),
        }
    )


def cars(random, rows=4000):
    """Numbers with units, some of them missing; a name in which make and model stand."""
    make, model = random.integers(0, 12, rows), random.integers(0, 15, rows)
    year, owner = random.integers(2000, 2021, rows), random.integers(0, 4, rows)
    driven = (random.gamma(2, 30000, rows)).round(-2)
    fuel = random.choice(["Petrol", "Diesel", "CNG", "LPG"], rows, p=[0.45, 0.5, 0.04, 0.01])
    power = 50 + 8 * make + random.gamma(2, 12, rows)
    engine = (800 + 14 * power + random.normal(0, 100, rows)).round()
    price = 3000 * power * np.exp(0.12 * (year - 2015) - driven / 3e5 - 0.1 * owner + random.normal(0, 0.15, rows))
    none = random.random(rows) < 0.03

    def measured(values, unit):
        return np.where(none, "", [f"{value:g} {unit}" for value in values])

    return pd.DataFrame(
        {
            "name": [f"Make{a} Model{b}" for a, b in zip(make, model, strict=True)],
            "year": year,
            "selling_price": (price * np.where(fuel == "Diesel", 1.15, 1)).round(-3).astype(int),
            "km_driven": driven.astype(int),
            "fuel": fuel,
            "seller_type": random.choice(["Individual", "Dealer", "Trustmark Dealer"], rows, p=[0.7, 0.25, 0.05]),
            "transmission": np.where(power > 130, "Automatic", "Manual"),
            "owner": np.array(["First Owner", "Second Owner", "Third Owner", "Test Drive Car"])[owner],
            "mileage": measured((30 - power / 12 + random.normal(0, 1, rows)).round(1), "kmpl"),
            "engine": measured(engine, "CC"),
            "max_power": measured(power.round(1), "bhp"),
            "seats": random.choice([4, 5, 7, 8], rows, p=[0.05, 0.75, 0.15, 0.05]),
        }
    )


def houses(random, rows=1460):
    """Many columns, `NA` in many of them, grades in letters."""
    grades = np.array(["Po", "Fa", "TA", "Gd", "Ex"])
    quality, condition = random.integers(1, 11, rows), random.integers(1, 10, rows)
    area, basement = random.lognormal(7.25, 0.33, rows).round(), random.gamma(6, 180, rows).round()
    garage, year = random.integers(0, 4, rows), random.integers(1900, 2010, rows)
    hood = random.integers(0, 25, rows)
    kitchen = np.clip((quality + random.normal(0, 1.5, rows)) / 2.2, 0, 4).astype(int)
    worth = np.random.default_rng(99).normal(0, 0.15, 25)
    price = np.exp(
        10.6
        + 0.09 * quality
        + 0.02 * condition
        + 0.00028 * area
        + 0.00012 * basement
        + 0.07 * garage
        + worth[hood]
        + 0.003 * (year - 1970)
        + 0.05 * kitchen
        + random.normal(0, 0.11, rows)
    )
    table = pd.DataFrame(
        {
            "Id": np.arange(1, rows + 1),
            "Neighborhood": [f"Hood{one:02}" for one in hood],
            "LotFrontage": np.where(random.random(rows) < 0.18, "NA", random.integers(21, 150, rows)),
            "LotArea": random.lognormal(9.1, 0.5, rows).round().astype(int),
            "OverallQual": quality,
            "OverallCond": condition,
            "YearBuilt": year,
            "ExterQual": grades[np.clip(kitchen + random.integers(-1, 2, rows), 0, 4)],
            "KitchenQual": grades[kitchen],
            "TotalBsmtSF": basement.astype(int),
            "GrLivArea": area.astype(int),
            "GarageCars": garage,
            "GarageYrBlt": np.where(garage == 0, "NA", year.astype(str)),
            "FireplaceQu": np.where(random.random(rows) < 0.47, "NA", grades[random.integers(0, 5, rows)]),
            "PoolQC": np.where(random.random(rows) < 0.99, "NA", "Gd"),
            "CentralAir": random.choice(["Y", "N"], rows, p=[0.93, 0.07]),
        }
    )
    for place in range(20):
        table[f"Other{place}"] = random.choice(["A", "B", "C"], rows) if place % 2 else random.integers(0, 300, rows)
    table["SalePrice"] = price.round(-2).astype(int)
    return table


def bikes(random, rows=6000):
    """An hour a row: the target goes with the hour, the season and the weather."""
    start = datetime(2011, 1, 1)
    hours = np.arange(rows) * 3
    moments = [start + timedelta(hours=int(hour)) for hour in hours]
    clock, day = np.array([one.hour for one in moments]), hours / 24
    workday = np.array([one.weekday() < 5 for one in moments])
    warmth = 15 - 12 * np.cos(2 * np.pi * day / 365) + random.normal(0, 3, rows)
    rush = np.where(workday, np.isin(clock, [6, 9, 18]) * 220, np.exp(-((clock - 14) ** 2) / 30) * 200)
    humidity = random.integers(20, 100, rows)
    rides = (60 + rush + 6 * warmth - 0.8 * humidity + day / 5) * (clock > 3) + 10
    return pd.DataFrame(
        {
            "datetime": [one.strftime("%Y-%m-%d %H:%M:%S") for one in moments],
            "holiday": random.choice([0, 1], rows, p=[0.97, 0.03]),
            "workingday": workday.astype(int),
            "weather": random.choice([1, 2, 3, 4], rows, p=[0.65, 0.25, 0.09, 0.01]),
            "temp": warmth.round(2),
            "humidity": humidity,
            "windspeed": random.gamma(3, 4, rows).round(4),
            "count": random.poisson(np.clip(rides, 1, None)),
        }
    )


def flats(random, rows=9000):
    """Texts with very many values, which tell most."""
    street, agent = random.zipf(1.3, rows) % 700, random.integers(0, 60, rows)
    worth, skill = np.random.default_rng(7).normal(0, 300, 700), np.random.default_rng(8).normal(0, 60, 60)
    size, rooms, floor = random.gamma(9, 8, rows).round(1), random.integers(1, 6, rows), random.integers(0, 12, rows)
    rent = 250 + 13 * size + 40 * rooms + 12 * floor + worth[street] + skill[agent] + random.normal(0, 90, rows)
    return pd.DataFrame(
        {
            "flat_id": [f"F{place:06}" for place in random.permutation(rows)],
            "street": [f"Street {one}" for one in street],
            "agent": [f"Agent {one}" for one in agent],
            "size": size,
            "rooms": rooms,
            "floor": floor,
            "rent": rent.clip(200).round(2),
        }
    )


def wines(random, rows=1600):
    """Semicolons and decimal commas; numbers alone, with much noise and no identifier."""
    names = ["fixed acidity", "volatile acidity", "citric acid", "residual sugar", "chlorides", "sulphates", "alcohol"]
    values = random.lognormal(0, 0.3, (rows, len(names)))
    taste = 5.6 + values[:, 6] - 1.2 * values[:, 1] + 0.5 * np.sqrt(values[:, 5]) * values[:, 2]
    table = pd.DataFrame((values * [8, 0.5, 0.27, 2.5, 0.09, 0.65, 10.4]).round(3), columns=names)
    table["score"] = (taste + random.normal(0, 0.5, rows)).round(2)
    return table


def insurance(random, rows=1338):
    """Booleans, and an effect of two columns together."""
    age, bmi, children = random.integers(18, 65, rows), random.normal(30.6, 6, rows).round(2), random.poisson(1.1, rows)
    smoker = random.random(rows) < 0.2
    charges = 250 * age + 400 * children + np.where(smoker, 12000 + 1400 * (bmi - 25).clip(0), 60 * bmi) - 2000
    return pd.DataFrame(
        {
            "age": age,
            "sex": random.choice(["female", "male"], rows),
            "bmi": bmi,
            "children": children,
            "smoker": np.where(smoker, "yes", "no"),
            "region": random.choice(["southwest", "southeast", "northwest", "northeast"], rows),
            "charges": (charges.clip(1000) * random.lognormal(0, 0.12, rows)).round(4),
        }
    )


def salaries(random, rows=2500):
    """Currency and thousands in the target, ordered texts, dates with the month first."""
    level, rating, years = random.integers(0, 4, rows), random.integers(0, 5, rows), random.gamma(2, 4, rows).round(1)
    pay = 38000 * np.exp(0.25 * level + 0.03 * rating + 0.02 * years + random.normal(0, 0.12, rows))
    start = [datetime(2021, 12, 28) - timedelta(days=int(365 * one)) for one in years]
    return pd.DataFrame(
        {
            "employee_id": random.permutation(rows) + 1000,
            "level": np.array(["Beginner", "Intermediate", "Advanced", "Expert"])[level],
            "rating": np.array(["Poor", "Fair", "Good", "Very Good", "Excellent"])[rating],
            "hired": [f"{one.month}/{one.day}/{one.year}" for one in start],
            "department": random.choice(["Sales", "R&D", "HR, Legal", "IT"], rows),
            "remote": random.choice(["TRUE", "FALSE"], rows),
            "bonus": [f"{one:.1%}" for one in random.beta(2, 20, rows)],
            "salary": [f"${one:,.2f}" for one in pay],
        }
    )


def concrete(random, rows=1030):
    """Numbers alone, some rows twice: no identifier, and a target that is no straight line."""
    cement, water, slag = random.uniform(100, 540, rows), random.uniform(120, 240, rows), random.uniform(0, 360, rows)
    slag *= random.random(rows) < 0.55
    age = random.choice([3, 7, 28, 56, 90, 180, 365], rows)
    strength = 11 * np.log1p(age) * ((cement + 0.7 * slag) / water / 2.3) ** 0.9 + random.normal(0, 3.5, rows)
    table = pd.DataFrame(
        {
            "cement": cement.round(1),
            "slag": slag.round(1),
            "water": water.round(1),
            "superplasticizer": (random.uniform(0, 20, rows) * (random.random(rows) < 0.6)).round(1),
            "coarse": random.uniform(800, 1145, rows).round(1),
            "age": age,
            "strength": strength.clip(2).round(2),
        }
    )
    return pd.concat([table, table.iloc[:25]])


def spectra(random, rows=700, columns=500):
    """More columns than a person reads, of which some tell something."""
    hidden = random.normal(0, 1, (rows, 8))
    mixed = hidden @ random.normal(0, 1, (8, columns)) + random.normal(0, 1, (rows, columns))
    table = pd.DataFrame(mixed.round(4), columns=[f"wave_{place}" for place in range(columns)])
    table.insert(0, "sample", [f"S{place}" for place in range(rows)])
    table["protein"] = (12 + hidden[:, 0] + 0.7 * hidden[:, 1] * hidden[:, 2] + random.normal(0, 0.3, rows)).round(3)
    return table


TABLES = {
    "diamonds": (diamonds, {"target": "price"}),
    "cars": (cars, {"target": "selling_price"}),
    "houses": (houses, {"target": "SalePrice"}),
    "bikes": (bikes, {"target": "count"}),
    "flats": (flats, {"target": "rent"}),
    "wines": (wines, {"target": "score"}),
    "insurance": (insurance, {"target": "charges"}),
    "salaries": (salaries, {"target": "salary", "dates": "month-first"}),
    "concrete": (concrete, {"target": "strength"}),
    "spectra": (spectra, {"target": "protein"}),
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes ten tables of the kinds that people have.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=TABLES, help="one of them alone")
    parser.add_argument("--rows", type=int, help="of each table")
    main(**vars(parser.parse_args()))
