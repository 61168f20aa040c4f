"""Reads a consent cell as yes, no, empty, or not recognized; only a yes is consent."""

from __future__ import annotations

import polars as pl

from segtui.delivery.export.identity.match_keys import HIDDEN


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


YES = _of(
    # true and 1, and what exports of Mailchimp, Klaviyo, Braze, HubSpot, Shopify and consent banners say
    "true t 1 1.0 on y opted_in opt_in optin optedin double_opt_in single_opt_in confirmed_opt_in subscribed "
    "subscriber granted consent_granted consented consent consent_given given accepted accepts accept agreed agree "
    "allowed allow permitted confirmed "
    # yes and similar words, by language
    "yes "
    "ja wahr j eingewilligt zugestimmt einwilligung_erteilt erteilt abonniert angemeldet bestätigt "
    "oui vrai accepté acceptée abonné abonnée inscrit inscrite accordé consenti "
    "sí si verdadero aceptado aceptada suscrito suscrita concedido consentido "
    "sì vero accettato accettata iscritto iscritta concesso acconsentito "
    "sim verdadeiro aceito aceite subscrito subscrita inscrito inscrita concedida "
    "waar ingeschreven geabonneerd toegestaan akkoord toestemming_gegeven "
    "sant jo jakt samtycke godkänd prenumererar tilmeldt sandt samtykke sann påmeldt "
    "kyllä tosi tilattu hyväksytty já satt "
    "tak prawda zgoda wyrażono wyrażona zapisany zapisana "
    "ano áno pravda souhlas súhlas igen igaz hozzájárult da adevărat abonat acord "
    "ναι αληθές да истина evet doğru так jah taip jā"
)
NO = _of(
    "false f 0 0.0 off n no opted_out opt_out optout optedout unsubscribed not_subscribed never_subscribed "
    "unsubscribe denied consent_denied declined refused rejected revoked withdrawn not_given not_consented disallowed "
    "blocked cleaned bounced suppressed do_not_contact dnc "
    "nein falsch abgemeldet abgelehnt widerrufen nicht_erteilt "
    "non faux refusé refusée désabonné désabonnée désinscrit désinscrite "
    "falso rechazado rechazada cancelado denegado "
    "rifiutato rifiutata disiscritto negato não nao recusado "
    "nee onwaar uitgeschreven afgemeld geweigerd nej falskt avböjt afmeldt nei usann avmeldt "
    "ei epätosi nie fałsz ne nepravda nem hamis nu fals όχι не нет ложь ні hayır yanlış"
)
"""Words that mean no: a person who says one is also taken off the platform's list."""

_EMPTY = frozenset(("", "null", "none", "nan", "na", "n/a", "-", "?", "unknown"))


def consent_in(cells: pl.Series) -> pl.Series:
    """Each cell as "yes", "no", "empty" or "unclear", whatever its case; blanks, - and _ between words are equal.

    Invisible marks and a period or an exclamation mark after a word are ignored.
    """
    bare = cells.cast(pl.String).str.normalize("NFKC").str.replace_all(HIDDEN, "").str.to_lowercase().str.strip_chars()
    frame = pl.DataFrame(
        {"bare": bare, "word": bare.str.replace_all(r"[\s_\-]+", "_").str.replace(r"(\pL)[.!]+$", "$1")}
    )
    known = (
        pl.when(pl.col("word").is_in(YES))
        .then(pl.lit("yes"))
        .when(pl.col("word").is_in(NO))
        .then(pl.lit("no"))
        .when(pl.col("bare").is_null() | pl.col("bare").is_in(_EMPTY))
        .then(pl.lit("empty"))
        .otherwise(pl.lit("unclear"))
    )
    return frame.select(known.alias(cells.name)).to_series()
