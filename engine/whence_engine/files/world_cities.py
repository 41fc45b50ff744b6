"""The cities that cameras offer for the world time, by the numbers and names that they write into MakerNotes.

Numbers as ExifTool's tag tables (Canon TimeInfo, Pentax City) tell them; each city in words that the gazetteer finds.
"""

_PENTAX = """
    Pago Pago, American Samoa; Honolulu, Hawaii; Anchorage, Alaska; Vancouver, Canada; San Francisco, California;
    Los Angeles, California; Calgary, Canada; Denver, Colorado; Mexico City, Mexico; Chicago, Illinois;
    Miami, Florida; Toronto, Canada; New York, United States; Santiago, Chile; Caracas, Venezuela; Halifax, Canada;
    Buenos Aires, Argentina; São Paulo, Brazil; Rio de Janeiro, Brazil; Madrid, Spain; London, United Kingdom;
    Paris, France; Milan, Italy; Rome, Italy; Berlin, Germany; Johannesburg, South Africa; Istanbul, Turkey;
    Cairo, Egypt; Jerusalem, Israel; Moscow, Russia; Jeddah, Saudi Arabia; Tehran, Iran;
    Dubai, United Arab Emirates; Karachi, Pakistan; Kabul, Afghanistan; Malé, Maldives; Delhi, India;
    Colombo, Sri Lanka; Kathmandu, Nepal; Dhaka, Bangladesh; Yangon, Myanmar; Bangkok, Thailand;
    Kuala Lumpur, Malaysia; Vientiane, Laos; Singapore, Singapore; Phnom Penh, Cambodia; Ho Chi Minh City, Vietnam;
    Jakarta, Indonesia; Hong Kong, Hong Kong; Perth, Australia; Beijing, China; Shanghai, China;
    Manila, Philippines; Taipei, Taiwan; Seoul, South Korea; Adelaide, Australia; Tokyo, Japan; Hagåtña, Guam;
    Sydney, Australia; Nouméa, New Caledonia; Wellington, New Zealand; Auckland, New Zealand; Lima, Peru;
    Dakar, Senegal; Algiers, Algeria; Helsinki, Finland; Athens, Greece; Nairobi, Kenya; Amsterdam, Netherlands;
    Stockholm, Sweden; Lisbon, Portugal; Copenhagen, Denmark; Warsaw, Poland; Prague, Czechia; Budapest, Hungary
"""
_CANON = """
    Waitangi, Chatham Islands; Wellington, New Zealand; Honiara, Solomon Islands; Sydney, Australia;
    Adelaide, Australia; Tokyo, Japan; Hong Kong, Hong Kong; Bangkok, Thailand; Yangon, Myanmar; Dhaka, Bangladesh;
    Kathmandu, Nepal; Delhi, India; Karachi, Pakistan; Kabul, Afghanistan; Dubai, United Arab Emirates;
    Tehran, Iran; Moscow, Russia; Cairo, Egypt; Paris, France; London, United Kingdom; Ponta Delgada, Portugal; ;
    São Paulo, Brazil; St. John's, Newfoundland; Santiago, Chile; Caracas, Venezuela; New York, United States;
    Chicago, Illinois; Denver, Colorado; Los Angeles, California; Anchorage, Alaska; Honolulu, Hawaii; Apia, Samoa
"""


def _listed(text: str) -> list[str]:
    return [" ".join(city.split()) for city in text.split(";")]


PENTAX = dict(enumerate(_listed(_PENTAX)))
"""Number -> "Halifax, Canada", from 0 on."""

CANON = dict(enumerate(_listed(_CANON), start=1))
"""Number -> city, from 1 on; "" for the one island that the gazetteer does not have."""

CASIO = {city.partition(",")[0].upper(): city for city in (*PENTAX.values(), *CANON.values()) if city}
"""Name in capitals, as Casio spells it -> city."""
