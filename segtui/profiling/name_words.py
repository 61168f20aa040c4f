"""What the words of a column's name say about its numbers, in English and neighboring languages."""

from __future__ import annotations

import re
import unicodedata

_SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_RUN_TOGETHER = re.compile(
    r"^(customer|cust|client|kunden|user|member|account|acct|order|invoice|transaction|product|item|store|shop|phone|"
    r"mobile|zip|post|postal|branch|segment|region|area|row|line|serial|card|telefon|konto|rechnungs|bestell|artikel|vertrags|passenger)"
    r"(num|no|nr|id|ids|code|key|number|nummer|group|gruppe|type|typ|class|klasse|segment)$"
)


def words_of(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


COUNTED = words_of(
    "n nb num no nr number count cnt total anzahl nombre cantidad numero aantal quantity qty sum times freq "
    "frequency avg average mean median max min std trx txn menge totale"
)
"""Before a noun, they mean that it is counted or summed: n_orders, no_rooms, NumWebPurchases."""
MEASURED = words_of(
    "amount amt mnt price prices cost costs income salary wage wages spend spent spending revenue sales value "
    "balance limit fee fees charge charges payment payments paid rate ratio share percent pct perc prc percentage "
    "age tenure duration length width height depth weight size volume distance days weeks months years yrs hours "
    "minutes mins seconds secs points score visits orders purchases transactions clicks sessions calls calories "
    "count cnt trx txn qty quantity total sum avg average mean discount margin profit turnover budget usage speed "
    "area population pop change difference diff mpg miles km betrag preis umsatz alter anzahl menge dauer tage "
    "monate jahre montant prix importe precio importo prezzo bedrag prijs valor since recency gap delta hike"
)
"""Names of amounts, counts and durations."""
ID_ENDS = words_of("id ids uid uuid guid key pk code codes identifier kennung matricule hash ref")
NUMBER_ENDS = words_of("no nr num number numbers nummer numero nbr")
ROW_NAMES = words_of("index idx row rows rownames rownum rownumber rn unnamed lfdnr sno srno seq seqn seqno sequence")
CONTACTS = words_of(
    "zip zipcode postal postalcode postcode postleitzahl plz cp codepostal phone telephone telefon telefono tel "
    "mobile mobil movil handy cell cellphone fax iban bic swift sku ean gtin upc isbn asin ssn vat barcode msisdn "
    "imei ip account acct konto kontonummer customer client kunde kunden order invoice ticket receipt card policy "
    "contract"
)
"""Things identified by a number: alone only if it can mean nothing else, or before number, no, nr, code."""
ALONE = CONTACTS - words_of(
    "account acct customer client kunde kunden order invoice ticket receipt card policy contract"
)
PEOPLE = words_of("customer client cliente kunde klant user member account contact telephone telefono phone")
STEPS = words_of(
    "group gruppe class category kategorie categorie type typ band bracket segment cluster level tier grade "
    "rating channel region zone district"
)
"""As last words, they override a measure: age_group, income_bracket, spend_level."""
GROUPS = words_of(
    "store stores shop branch filiale magasin tienda region area_code district department dept abteilung type typ "
    "tipo category kategorie categorie categoria class subclass klasse group gruppe segment cluster status "
    "channel kanal canal gender sex geschlecht race ethnicity ethnic origin source country land pays pais city "
    "state county province zone territory market warehouse depot vendor supplier brand currency language flag "
    "code codes marital married occupation profession beruf season saison diet treatment arm chick subject "
    "subjects stratum strata block plot batch site patient participant respondent flight route team sector "
    "fips naics nace sic mcc ags lsoa msoa cbsa msa ward tract constituency gemeinde kreis bezirk arrondissement "
    "industry birthplace marriage browser os systems device"
)
LEVELS = words_of(
    "level levels lvl nps csat rating ratings grade rank ranking tier stage stages quality qual cond condition "
    "satisfaction likert scale stars priority severity degree generation gen pclass cylinders cylinder cyl gear "
    "gears carb importance agreement evaluation stufe note niveau nivel livello religious religiousness education "
    "educ bildung job engines party opinion bracket band quartile quintile decile percentile performance stimmung "
    "zufriedenheit bewertung"
)
MONEY = words_of("income salary wage wages earnings revenue turnover einkommen gehalt umsatz salaire revenu ingresos")
"""Amounts that no form asks for in steps of one: whole numbers from 1 to 8 are brackets."""
FUTURE = words_of(
    "next future upcoming forecast forecasted predicted prediction classifier prochain naechster siguiente"
)
LATITUDE = words_of("lat latitude latitud breitengrad latitudine")
LONGITUDE = words_of("lon lng long longitude longitud laengengrad langengrad longitudine")
BIRTH = words_of("birth born yob geburt geburtsjahr naissance nacimiento nascimento nascita dob")


def name_words(name: str) -> list[str]:
    """The words of a name in lower case, without accents: camel and snake case split, digits apart.

    There is always one, which is empty where the name has no letter and no digit.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    found: list[str] = re.findall(r"[^\W_]+", _SEAM.sub(" ", plain).casefold())
    split: list[str] = []
    for word in found:
        joined = _RUN_TOGETHER.match(word)
        split += [joined[1], joined[2]] if joined else [word]
    return split or [""]
