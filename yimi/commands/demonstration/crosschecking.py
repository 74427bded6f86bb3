"""Lists of other departments beside the register: one compared, with pairs to decide; one waits for its columns."""

from __future__ import annotations

import io
from datetime import timedelta

from yimi.commands.demonstration.setting import TOWNS, Stage
from yimi.kernel import clock
from yimi.rooms.care.jobs import compare
from yimi.rooms.people.actions import choose_columns, start_crosscheck
from yimi.rooms.people.comparing import row_of
from yimi.rooms.people.models import Crosscheck, Person
from yimi.rooms.places.models import Division

HEAD = ("编号", "姓名", "身份证号码", "出生日期", "联系电话", "村", "死亡日期")
FIELDS = ("name", "id_no", "dob", "phone", "village")
LISTED = 40
STRANGERS = (("钱小满", "1960-05-05"), ("孙大海", "1949-11-20"))


class _Named(io.BytesIO):
    def __init__(self, name: str, rows: list[list[str]]) -> None:
        super().__init__("\n".join(",".join(row) for row in [list(HEAD), *rows]).encode())
        self.name = name


def compare_lists(stage: Stage) -> int:
    """The worker of the first town compared a list three days ago; returns how many lines came of it."""
    town, worker = Division.objects.get(code=f"{TOWNS[0]}000"), stage.users["station_zhou"]
    with clock.frozen(clock.now() - timedelta(days=3)):
        check = start_crosscheck(area=town, right=_Named("殡葬与户籍名单（演示）.csv", _rows()), by=worker)
        choose_columns(
            crosscheck=check, columns={each.side: each.columns for each in check.lists.all()}, by=worker
        )
        compare(check.pk, worker.pk)
    start_crosscheck(
        area=town, right=_Named("医保停保名单（演示）.csv", _rows()[:8]), meaning="stopped", by=worker
    )
    return Crosscheck.objects.get(pk=check.pk).found.count()


def _rows() -> list[list[str]]:
    """Most are the same; one died, one has another phone, one moved, one number stands on two names, one has none."""
    people = Person.objects.present().filter(division__code__startswith=TOWNS[0]).exclude(id_index="")
    said = [
        row_of(each)
        for each in people.select_related("division__parent", "household").order_by("pk")[:LISTED]
    ]
    day = clock.today() - timedelta(days=40)
    died, called, moved, two_names, unnumbered, misspelt = (
        said[number] for number in (7, 11, 13, 17, 19, 23)
    )
    died["deceased"] = f"{day}"
    called["phone"] = "19900099001"
    moved["village"] = next(each["village"] for each in said if each["village"] != moved["village"])
    two_names["name"] = "彭远山"
    unnumbered["id_no"], unnumbered["phone"] = "", ""
    misspelt["id_no"], misspelt["name"] = "", misspelt["name"][:-1] + "梅"
    rows = [
        [f"A{number:03d}", *(each[field] for field in FIELDS), each["deceased"]]
        for number, each in enumerate(said)
    ]
    return rows + [
        [f"B{number:03d}", name, "", born, "", said[0]["village"], ""]
        for number, (name, born) in enumerate(STRANGERS)
    ]
