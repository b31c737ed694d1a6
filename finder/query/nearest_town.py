"""A town for a point, so that a question can name a town and not where somebody stands."""

from haversine import haversine

from finder.errors import PlaceError
from finder.query.distance import draw_boxes
from finder.query.places import Place, name_city, resolve_place
from finder.store.gazetteer import City, Gazetteer

#: Within this the largest town is named, since it says enough and tells less; kilometers.
AROUND_KM = 20.0
#: Farther towns than this tell nothing about where somebody is, kilometers.
NEAR_KM = 150.0


def find_town(latitude: float, longitude: float, gazetteer: Gazetteer) -> Place | None:
    """The largest town around a point, else the nearest one; None where there is none within NEAR_KM.

    Its name is one that `resolve_place` takes. Degrees north and east; a point that is none on the earth has no town.
    """
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # so that "not a number" is refused too
        return None
    here = (latitude, longitude)

    def order(city: City) -> tuple[bool, float]:
        away = haversine(here, (city.latitude, city.longitude))
        return (away > AROUND_KM, away if away > AROUND_KM else -city.population)

    cities = [city for box in draw_boxes(latitude, longitude, NEAR_KM) for city in gazetteer.list_cities_within(box)]
    for city in sorted(cities, key=order):
        name = name_city(city)
        try:
            found = resolve_place(name, gazetteer)
        except PlaceError:  # two towns of one name in one region: the next one can be named
            continue
        if haversine(here, (found.latitude, found.longitude)) <= NEAR_KM:
            return Place(name, found.latitude, found.longitude, found.country_code, found.region)
    return None
