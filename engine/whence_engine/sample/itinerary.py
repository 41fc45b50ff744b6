"""Who went where and when, with which cameras, and what was kept of it.

Places, times and devices are plausible; the people are not real, nor are the pictures. Every way in which a library
loses its places is here: cameras without a receiver, a clock left at home, messengers, prints, a stick that broke.
"""

from datetime import timedelta

from whence_engine.sample import coasts, landscapes, towns
from whence_engine.sample.trips import Device, Form, Keeps, Spot, Stop, Trip

PHONE = Device(
    "Google",
    "Pixel",
    "IMG_{taken:%Y%m%d_%H%M%S}.jpg",
    size_px=(600, 450),
    grain=0.007,
    keeps=Keeps.EXIF,
    says_offset=True,
)
NEW_PHONE = Device(
    "Apple",
    "iPhone XS",
    "IMG_{number:04d}.JPG",
    first=2187,
    size_px=(600, 450),
    grain=0.006,
    keeps=Keeps.EXIF,
    says_offset=True,
)
REFLEX = Device("Canon", "Canon EOS 600D", "IMG_{number:04d}.JPG", serial="093074018226", first=4211)
REFLEX_AT_HOME_TIME = Device(
    "Canon",
    "Canon EOS 600D",
    "IMG_{number:04d}.JPG",
    serial="093074018226",
    first=6034,
    clock_error=timedelta(hours=-5),
)
OLD_COMPACT = Device("SONY", "DSC-W80", "DSC{number:05d}.JPG", first=312, size_px=(560, 420), grain=0.018)
COMPACT = Device("Panasonic", "DMC-TZ60", "P{number:07d}.JPG", first=1010841, size_px=(600, 450), grain=0.014)
RAW_CAMERA = Device(
    "NIKON CORPORATION", "NIKON D750", "DSC_{number:04d}.JPG", serial="6034518", first=1127, grain=0.008
)
GPS_CAMERA = Device(
    "Canon", "Canon EOS 6D", "_MG_{number:04d}.JPG", serial="143022003417", first=8302, grain=0.008, keeps=Keeps.EXIF
)
SCANNER = Device("EPSON", "Perfection V500", "img{number:03d}.jpg", size_px=(600, 420), grain=0.020)
MESSENGER = Device("", "", "IMG-{taken:%Y%m%d}-WA{number:04d}.jpg", first=3, size_px=(480, 360), grain=0.004)

ALFAMA = Spot("Lisboa", "PT", 38.7118, -9.1300, towns.river_hill, 101, pan=0.42)
GRACA = Spot("Lisboa", "PT", 38.7163, -9.1316, towns.river_hill, 118, pan=0.16)
CABO_DA_ROCA = Spot("Colares", "PT", 38.7804, -9.4989, coasts.lighthouse, 139)
REINE = Spot("Reine", "NO", 67.9324, 13.0886, landscapes.fjord, 201)
HAMNOY = Spot("Reine", "NO", 67.9457, 13.1318, landscapes.fjord, 236)
MERZOUGA = Spot("Merzouga", "MA", 31.1470, -3.9790, landscapes.dunes, 301)
SHIBUYA = Spot("Tokyo", "JP", 35.6595, 139.7005, towns.neon_street, 401)
SHIBA = Spot("Tokyo", "JP", 35.6554, 139.7486, towns.neon_street, 422)
SAARISELKA = Spot("Saariselkä", "FI", 68.4190, 27.4110, landscapes.snow_field, 501)
INARI = Spot("Inari", "FI", 68.9060, 27.0280, landscapes.snow_field, 517)
RAILAY = Spot("Krabi", "TH", 8.0119, 98.8376, coasts.karst_bay, 601)
PHI_PHI = Spot("Ko Phi Phi", "TH", 7.7407, 98.7784, coasts.karst_bay, 613)
TRIBERG = Spot("Triberg", "DE", 48.1303, 8.2325, landscapes.forest, 701)
ST_PETER = Spot("Sankt Peter", "DE", 48.0170, 8.0340, landscapes.forest, 714)
BROOKLYN = Spot("New York City", "US", 40.7003, -73.9967, towns.skyline, 801)
HOBOKEN = Spot("Hoboken", "US", 40.7370, -74.0270, towns.skyline, 823)
CAPE_TOWN = Spot("Cape Town", "ZA", -33.9036, 18.4207, coasts.table_mountain, 901)
PEHOE = Spot("Torres del Paine", "CL", -51.1030, -73.0020, landscapes.alpine_lake, 1001)
GREY = Spot("Torres del Paine", "CL", -51.1160, -73.1350, landscapes.alpine_lake, 1024)
MINOU = Spot("Plouzané", "FR", 48.3367, -4.6145, coasts.lighthouse, 1101)
OUESSANT = Spot("Ouessant", "FR", 48.4593, -5.1294, coasts.lighthouse, 1127)

TRIPS: tuple[Trip, ...] = (
    Trip(
        "1987 Lisboa",
        "1",
        1,
        (
            Stop(GRACA, "1987-07-16T17:20", 3, SCANNER, form=Form.PRINT),
            Stop(ALFAMA, "1987-07-17T19:30", 4, SCANNER, form=Form.PRINT),
        ),
    ),
    Trip(
        "2010-12 Cape Town",
        "2",
        2,
        (
            Stop(CAPE_TOWN, "2010-12-28T08:40", 3, OLD_COMPACT),
            Stop(CAPE_TOWN, "2010-12-29T19:20", 2, OLD_COMPACT, form=Form.PNG),
            Stop(CAPE_TOWN, "2010-12-30T06:10", 2, OLD_COMPACT, form=Form.WEBP),
        ),
    ),
    Trip(
        "New York 2011",
        "2",
        -4,
        (
            Stop(BROOKLYN, "2011-09-17T18:10", 5, OLD_COMPACT, minutes=75),
            Stop(HOBOKEN, "2011-09-18T10:30", 3, OLD_COMPACT),
        ),
    ),
    Trip(
        "Marokko/Merzouga 2012",
        "1",
        0,
        (
            Stop(MERZOUGA, "2012-03-21T17:35", 5, REFLEX, minutes=70),
            Stop(MERZOUGA, "2012-03-22T06:20", 4, REFLEX, minutes=50),
        ),
    ),
    Trip(
        "Takeout/Google Photos/Photos from 2013",
        "2",
        7,
        (
            Stop(RAILAY, "2013-01-12T09:15", 5, COMPACT, keeps=Keeps.TAKEOUT),
            Stop(PHI_PHI, "2013-01-14T17:45", 5, COMPACT, minutes=60),
        ),
    ),
    Trip(
        "2014-08 Bretagne",
        "1",
        2,
        (
            Stop(MINOU, "2014-08-09T20:40", 4, REFLEX, minutes=70),
            Stop(MINOU, "2014-08-09T20:50", 2, PHONE),
            Stop(OUESSANT, "2014-08-11T11:05", 4, REFLEX, minutes=90),
        ),
    ),
    Trip(
        "2015-02 Lappland",
        "3",
        2,
        (
            Stop(SAARISELKA, "2015-02-16T12:10", 4, RAW_CAMERA, form=Form.PAIR),
            Stop(INARI, "2015-02-17T22:05", 3, RAW_CAMERA, form=Form.DNG, keeps=Keeps.SIDECAR),
            Stop(INARI, "2015-02-18T09:40", 3, RAW_CAMERA),
        ),
    ),
    Trip(
        "2016-05 Lisboa",
        "1",
        1,
        (
            Stop(ALFAMA, "2016-05-06T18:30", 5, PHONE, minutes=90),
            Stop(ALFAMA, "2016-05-06T18:35", 5, REFLEX_AT_HOME_TIME, minutes=90),
            Stop(GRACA, "2016-05-07T10:00", 4, REFLEX_AT_HOME_TIME),
            Stop(GRACA, "2016-05-07T10:10", 3, PHONE),
            Stop(CABO_DA_ROCA, "2016-05-07T20:05", 4, REFLEX_AT_HOME_TIME),
            Stop(CABO_DA_ROCA, "2016-05-07T20:15", 2, PHONE),
        ),
    ),
    Trip("WhatsApp Images", "1", 1, (Stop(ALFAMA, "2016-05-07T09:30", 3, MESSENGER, form=Form.MESSAGE),)),
    Trip(
        "2017-06 Lofoten",
        "3",
        2,
        (Stop(REINE, "2017-06-20T22:30", 5, RAW_CAMERA, minutes=100), Stop(HAMNOY, "2017-06-21T09:20", 4, RAW_CAMERA)),
    ),
    Trip(
        "2018-10 Schwarzwald",
        "2",
        2,
        (
            Stop(TRIBERG, "2018-10-13T15:20", 4, NEW_PHONE, minutes=60),
            Stop(ST_PETER, "2018-10-14T10:45", 4, NEW_PHONE, minutes=60),
        ),
    ),
    Trip(
        "DCIM/101_PANA",
        "2",
        9,
        (
            Stop(SHIBUYA, "2018-11-22T19:10", 3, COMPACT),
            Stop(SHIBUYA, "2018-11-22T20:05", 2, COMPACT, keeps=Keeps.EXIF),
            Stop(SHIBA, "2018-11-23T17:30", 4, COMPACT, minutes=70),
            Stop(SHIBA, "2018-11-23T17:50", 2, NEW_PHONE),
        ),
    ),
    Trip(
        "2019-01 Patagonia",
        "3",
        -3,
        (
            Stop(PEHOE, "2019-01-19T06:05", 5, GPS_CAMERA, minutes=70),
            Stop(GREY, "2019-01-20T19:40", 4, GPS_CAMERA, minutes=90),
            Stop(PEHOE, "2019-01-21T12:15", 3, GPS_CAMERA, form=Form.TIFF, keeps=Keeps.NOWHERE),
        ),
    ),
)
