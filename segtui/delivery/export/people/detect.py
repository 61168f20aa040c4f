"""Finds which column of the data holds which part of a person: by its name in many languages, and by its cells."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from segtui.delivery.export.people.parse import understand
from segtui.delivery.export.target import Part
from segtui.language.sentences import say

if TYPE_CHECKING:
    from segtui.cleaning.matching.comparison import Kind

_CALLED: dict[Part, str] = {
    "email": "email emailaddress mail mailaddress emailadresse mailadresse courriel adresseemail adressemail correo "
    "correoelectronico indirizzoemail epost eposta sahkoposti emailadres adresemail",
    "phone": "phone phonenumber phoneno telephone telephonenumber tel mobile mobilephone mobilenumber mobileno cell "
    "cellphone telefon telefonnummer telefonnr handy handynummer mobil mobilnummer rufnummer telefono telefonomovil "
    "movil celular cellulare telefoon telefoonnummer mobiel sms gsm msisdn numerodetelephone numerotelephone telefone",
    "first_name": "firstname givenname forename fname vorname prenom nombre nome voornaam fornavn fornamn etunimi imie "
    "first given",
    "last_name": "lastname surname familyname lname nachname familienname nom nomdefamille apellido apellidos cognome "
    "sobrenome apelido achternaam etternavn efternavn efternamn sukunimi nazwisko last family",
    "country": "country countrycode countryname countryregion land laendercode landercode landcode pays codepays pais "
    "paese kraj maa nation countryiso countryiso2",
    "zip": "zip zipcode postalcode postcode plz postleitzahl codepostal codigopostal cap cep postnummer postnr "
    "kodpocztowy zippostalcode",
    "city": "city town ort stadt wohnort ville ciudad citta cidade plaats stad woonplaats miasto",
    "state": "state province bundesland kanton canton provincia estado regione provincie county stateprovince",
    "birth_date": "birthdate dateofbirth dob birthday geburtsdatum geburtstag datedenaissance fechadenacimiento "
    "fechanacimiento datadinascita datanascita datadenascimento geboortedatum fodselsdato fodelsedatum dataurodzenia",
    "birth_year": "birthyear yearofbirth yob geburtsjahr anneedenaissance annodinascita geboortejaar",
    "gender": "gender sex geschlecht sexe genre sexo genero sesso genere geslacht kon kjonn anrede salutation plec",
    "language": "language lang languagecode sprache langue idioma lingua taal locale",
    "age": "age alter",
    "madid": "madid maid idfa gaid aaid adid advertisingid googleaid mobileadid",
    "job_title": "jobtitle job position beruf funktion profession",
    "company": "company companyname organization organisation firma unternehmen entreprise empresa azienda bedrijf "
    "employer employeecompany",
}
_PARTS: dict[str, Part] = {name: part for part, names in _CALLED.items() for name in names.split()}


_ENOUGH = 0.5
_PLAIN_TO_SEE = 0.8
_SAMPLE = 500
_LOOKS = {
    "phone": r"^\+?(?:[\s()./-]*\d){6,15}[\s()./-]*$",
    "zip": r"^[A-Za-z0-9][A-Za-z0-9 -]{1,9}$",
    "first_name": r"^[^\d@]+$",
    "last_name": r"^[^\d@]+$",
    "city": r"^[^@]*\p{L}[^@]*$",
    "state": r"^[^@]*\p{L}[^@]*$",
    "job_title": r"\p{L}",
    "company": r"[\p{L}\d]",
}
_COMPARED: dict[Part, Kind] = {
    "first_name": "name",
    "last_name": "name",
    "email": "email",
    "phone": "phone",
    "zip": "exact",
    "birth_date": "date",
}
_WHOLE_NAME = {"name", "fullname", "full", "customer", "client", "contact", "person", "user", "member"}
_BY_VALUES: dict[Part, str] = {"email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "phone": r"^\+[1-9](?:[\s()./-]*\d){6,14}$"}


def part_called(name: str) -> tuple[Part | None, int]:
    """The part of a person that a column's name refers to, and how many other words the name has.

    `Email`, `E-Mail-Adresse`, `customer_email` and `billingEmail` are e-mails, the last two with one more word.
    """
    words = words_of(name)
    for start in range(len(words)):
        if part := _PARTS.get("".join(words[start:])):
            return part, start
    return None, 0


def words_of(name: str) -> list[str]:
    """The words of a column's name in lower case, without accents: `billingEmail` is billing, email."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    plain = unicodedata.normalize("NFKD", spaced.casefold().replace("ß", "ss"))
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))


@dataclass(frozen=True)
class DetectedPart:
    """A part of a person, the column that holds it, and how it was recognized, in words."""

    part: Part
    column: str
    told_by: str


def detect(sample: pl.DataFrame) -> dict[Part, DetectedPart]:
    """The parts of a person that the columns of `sample` (all text) hold; of several columns, the one with the plainest
    name.

    A name counts if at least half of the distinct values fit; an e-mail or an international phone number is recognized
    under any name if four fifths do.
    """
    found: dict[Part, tuple[int, DetectedPart]] = {}
    for name in sample.columns:
        values = sample[name].drop_nulls().unique(maintain_order=True).head(_SAMPLE)
        if values.is_empty():
            continue
        part, more = part_called(name)
        fits = _share(values, part) if part else 0.0
        if part and fits >= _ENOUGH:
            fitting = (round(fits * len(values)), len(values))
            told = say("by its name, with {fitting:share} of its values fitting", fitting=fitting)
            rank = more
        else:
            part = next((p for p, look in _BY_VALUES.items() if _matches(values, look) >= _PLAIN_TO_SEE), None)
            told, rank = say("by its values"), 99
        if part and (part not in found or rank < found[part][0]):
            found[part] = rank, DetectedPart(part, name, told)
    return {part: one for part, (_, one) in found.items()}


def compared_as(frame: pl.DataFrame) -> dict[str, Kind]:
    """How a match step compares the columns that say who somebody is, in their order; empty where there is none."""
    found = detect(frame.select(pl.all().cast(pl.String)))
    kinds = {one.column: _COMPARED[part] for part, one in found.items() if part in _COMPARED}
    kinds = {name: kind for name, kind in kinds.items() if kind != "date" or frame.schema[name].is_temporal()}
    if "name" not in kinds.values():
        whole = [n for n, dtype in frame.schema.items() if dtype == pl.String and _names_people(n) and n not in kinds]
        kinds |= dict.fromkeys(whole[:1], "name")
    return {name: kinds[name] for name in frame.columns if name in kinds}


def _names_people(column: str) -> bool:
    """Whether a column is called `name` or `customer_name`, unlike `product_name`."""
    words = words_of(column)
    return words[-1:] in (["name"], ["fullname"]) and set(words) <= _WHOLE_NAME


def _share(values: pl.Series, part: Part) -> float:
    if look := _LOOKS.get(part):
        return _matches(values, look)
    return int(understand(values, part).values.is_not_null().sum()) / len(values)


def _matches(values: pl.Series, look: str) -> float:
    return int(values.str.contains(look).sum()) / len(values)
