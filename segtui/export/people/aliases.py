"""What columns that hold a part of a person are called, in the languages of the files that we meet."""

from __future__ import annotations

import re
import unicodedata

from segtui.export.target import Part

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


def part_called(name: str) -> tuple[Part | None, int]:
    """The part of a person that a column's name speaks of, and how many words of the name say something else.

    `Email`, `E-Mail-Adresse`, `customer_email` and `billingEmail` are e-mails, the last two with one word more.
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
