"""A distributor small enough to import in a moment, with customers whose habits and usual order are clear.

Every name is invented. Ada buys widgets and tape by the case, and the same basket on most Mondays; Bruno buys hose;
Clea's credit is on hold, so each of her orders is for a rep, and complete.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

# A Monday morning in New York, well before any cut-off.
MONDAY = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)

ADA = "ada@bluegate.example"
BRUNO = "bruno@oaklane.example"
CLEA = "+15185550133"
CLEA_MAIL = "clea@cloverstudio.example"
STRANGER = "nobody@elsewhere.example"
DESK_ADDRESS = "orders@fernhill.example"

BLUE_WIDGET, RED_WIDGET, TAPE, HOSE, GLOVES, LAMP = "W-1001", "W-1002", "T-2001", "H-3001", "G-4001", "L-5001"
ON_HAND = 4000

_DISTRIBUTOR = {
    "name": "Fernhill Supply",
    "timezone": "America/New_York",
    "currency": "USD",
    "locale": "en-US",
    "email": DESK_ADDRESS,
    "phone": "+15185550100",
    "warehouses": [{"code": "FER", "name": "Fernhill"}, {"code": "LOW", "name": "Lower Yard"}],
}
_CATALOG = """\
sku,name,description,brand,category,pack,uom,upc,mpn,status,superseded_by,list_price,min_qty,order_multiple,attributes
W-1001,WIDGET BLUE,Blue widget,,Widgets,,EA,,,active,,2.50,,,
W-1002,WIDGET RED,Red widget,,Widgets,,EA,,,active,,2.60,,,
T-2001,TAPE SILVER,Silver tape,,Tape,,RL,,,active,,4.00,,,
H-3001,HOSE GARDEN,Garden hose,,Garden,,EA,,,active,,19.90,,,
G-4001,GLOVES NITRILE,Nitrile gloves double cuff,,Safety,,BX,,,active,,8.25,,,
L-5001,LAMP DESK,Desk lamp,,Lighting,,EA,,,active,,31.00,,,
"""
_UNITS = "sku,uom,factor\nW-1001,CS,12\nW-1002,CS,12\nT-2001,CS,24\nG-4001,CS,10\n"
_CUSTOMERS = """\
customer_id,name,price_group,credit_status,substitution,language,default_ship_to,rep,notes
C1,Bluegate Hardware,TRADE,ok,ask,en,C1-1,RKL,
C2,Oaklane Nursery,TRADE,ok,never,en,C2-1,RKL,
C3,Clover Studio,TRADE,hold,allow,en,C3-1,RKL,
"""
_CONTACTS = f"""\
customer_id,name,email,phone,may_order
C1,Ada Marsh,{ADA},+15185550131,yes
C2,Bruno Vale,{BRUNO},+15185550132,yes
C3,Clea Fenn,{CLEA_MAIL},{CLEA},yes
"""
_SHIP_TOS = """\
customer_id,ship_to_id,name,address,delivery_days,cutoff
C1,C1-1,Bluegate Hardware,"1 Gate St, Fernhill, NY",Mon;Tue;Wed;Thu;Fri,15:00
C2,C2-1,Oaklane Nursery,"2 Oak Ln, Fernhill, NY",Mon;Tue;Wed;Thu;Fri,15:00
C3,C3-1,Clover Studio,"3 Clover Ct, Fernhill, NY",Mon;Tue;Wed;Thu;Fri,15:00
"""
_PRICES = """\
customer_id,price_group,sku,uom,price,valid_from,valid_to
,TRADE,W-1001,CS,27.00,2025-01-01,
,TRADE,W-1002,CS,28.20,2025-01-01,
,TRADE,T-2001,CS,84.00,2025-01-01,
,TRADE,H-3001,EA,18.50,2025-01-01,
,TRADE,G-4001,CS,75.00,2025-01-01,
C1,,W-1001,CS,26.40,2025-01-01,
"""
# Each customer's order of a week, by customer: (sku, quantity, unit).
_WEEKLY = {
    "C1": ((BLUE_WIDGET, 2, "CS"), (TAPE, 1, "CS")),
    "C2": ((HOSE, 6, "EA"),),
    "C3": ((GLOVES, 3, "CS"), (RED_WIDGET, 1, "CS")),
}
_WEEKS = 12


def write_distributor(folder: Path) -> None:
    """Write the folder that a user would export from their ERP."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "distributor.json": json.dumps(_DISTRIBUTOR),
        "catalog.csv": _CATALOG,
        "units.csv": _UNITS,
        "customers.csv": _CUSTOMERS,
        "contacts.csv": _CONTACTS,
        "ship_tos.csv": _SHIP_TOS,
        "cross_references.csv": "customer_id,customer_sku,sku,description\nC2,OAK-7,H-3001,desk lamp feed\n",
        "prices.csv": _PRICES,
        "inventory.csv": _inventory(),
        "substitutes.csv": "sku,substitute,rank,reason\nW-1002,W-1001,1,the same in blue\n",
        "history.csv": _history(),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")


def _inventory() -> str:
    rows = [f"{sku},{place},{ON_HAND},0,," for sku in _skus() for place in ("FER", "LOW")]
    return "\n".join(["sku,warehouse,on_hand,allocated,on_order,due_date", *rows]) + "\n"


def _skus() -> list[str]:
    return [row.partition(",")[0] for row in _CATALOG.splitlines()[1:]]


def _history() -> str:
    """Twelve weeks of the same order per customer, up to the week before ``MONDAY``."""
    rows = ["order_no,customer_id,ship_to_id,ordered_on,sku,qty,uom,unit_price"]
    last: date = MONDAY.date() - timedelta(days=7)
    for week in range(_WEEKS):
        day = last - timedelta(weeks=_WEEKS - 1 - week)
        for customer, lines in _WEEKLY.items():
            rows.extend(f"{week}{customer[1:]}00,{customer},{customer}-1,{day},{s},{q},{u},1.00" for s, q, u in lines)
    return "\n".join(rows) + "\n"
