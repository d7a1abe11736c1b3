"""The demo told as pages: what happened, with its figures, in English and French."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = "demo-story.json"
Words = Mapping[str, str]


def words(en: str, fr: str) -> Words:
    """Say it in both languages."""
    return {"en": en, "fr": fr}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page of the story."""

    title: Words
    text: Words
    figures: tuple[tuple[str, Words], ...] = ()
    links: tuple[tuple[str, Words], ...] = ()

    def document(self) -> dict[str, object]:
        """Give the form that the story page reads."""
        return {
            "title": self.title,
            "text": self.text,
            "figures": [{"value": v, "label": label} for v, label in self.figures],
            "links": [{"url": url, "label": label} for url, label in self.links],
        }


def write(home: Path, figures: Mapping[str, object]) -> Path:
    """Write the story where the server finds it."""
    path = home / FILE
    document = {"steps": [step.document() for step in steps(figures)]}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    return path


def steps(figures: Mapping[str, object]) -> list[Step]:
    """Tell it in the order in which it happened."""
    return [_people(figures), _choices(figures), _mail(figures), _proof(figures)]


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _part(figures: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = figures[name]
    return found if isinstance(found, Mapping) else {}


def _people(figures: Mapping[str, object]) -> Step:
    links, quality = _part(figures, "links"), _part(figures, "pairwise")
    return Step(
        title=words("Who is who", "Qui est qui"),
        text=words(
            "A customer file, the stores' file and a web shop each know people in "
            "their own way. Records with the same e-mail were joined as they came in. "
            "Splink then compared all records, in memory only, and learned by itself "
            "how much each agreement is worth. What it is sure of is joined, what it "
            "doubts waits for a person, and every link keeps its reasons.",
            "Un fichier clients, le fichier des magasins et une boutique en ligne "
            "connaissent chacun les gens à leur façon. Les fiches de même adresse "
            "électronique ont été réunies dès leur arrivée. Splink a ensuite comparé "
            "toutes les fiches, en mémoire seulement, et a appris de lui-même ce que "
            "vaut chaque concordance. Ce dont il est sûr est réuni, ce dont il doute "
            "attend une personne, et chaque lien garde ses raisons.",
        ),
        figures=(
            (_number(figures["records"]), words("records", "fiches")),
            (_number(figures["persons"]), words("persons", "personnes")),
            (_number(links["exact"]), words("exact links", "liens exacts")),
            (_number(links["splink"]), words("links by Splink", "liens par Splink")),
            (_number(links["review"]), words("to be reviewed", "à examiner")),
            (
                str(quality["f1"]),
                words("F1 by the labels", "F1 selon les noms vrais"),
            ),
        ),
    )


def _choices(figures: Mapping[str, object]) -> Step:
    refusals = _part(figures, "refusals")
    ranked = sorted(refusals.items(), key=lambda one: (-int(str(one[1])), one[0]))
    return Step(
        title=words("Ask first", "Demander d'abord"),
        text=words(
            "Channel systems asked over HTTP before they acted. Each answer names the "
            "rule, tells law from house policy, and says what would have to change. "
            "A refusal counts through every link between records; a consent counts "
            "only for the identifier it was given for, or through an exact link.",
            "Les systèmes ont demandé par HTTP avant d'agir. Chaque réponse nomme la "
            "règle, distingue la loi de la politique de la maison et dit ce qui "
            "devrait changer. Un refus vaut à travers tous les liens entre fiches ; un "
            "consentement ne vaut que pour l'identifiant pour lequel il a été donné, "
            "ou par un lien exact.",
        ),
        figures=(
            (_number(figures["decisions"]), words("decisions", "décisions")),
            (_number(figures["permits"]), words("permits", "autorisations")),
            *((_number(count), words(rule, rule)) for rule, count in ranked[:8]),
        ),
        links=(("/dpo", words("The officer's console", "La console du délégué")),),
    )


def _mail(figures: Mapping[str, object]) -> Step:
    return Step(
        title=words(
            "One mail, and a change of mind", "Un courriel, et un changement d'avis"
        ),
        text=words(
            "Visitors who signed up and said yes got their welcome mail, each under a "
            "permit. A customer signed in to the portal with a code from her mail and "
            "withdrew: the very next question was refused. She accepted again: the "
            "next one was permitted.",
            "Les visiteurs inscrits qui ont dit oui ont reçu leur courriel de "
            "bienvenue, chacun sous une autorisation. Une cliente s'est connectée au "
            "portail avec un code reçu par courriel et a retiré son accord : la "
            "question suivante a été refusée. Elle a accepté de nouveau : la "
            "suivante a été permise.",
        ),
        figures=(
            (
                _number(figures["mails_delivered"]),
                words("mails delivered", "courriels remis"),
            ),
        ),
        links=(("/en/", words("The portal", "Le portail")),),
    )


def _proof(figures: Mapping[str, object]) -> Step:
    log = _part(figures, "audit")
    return Step(
        title=words("Proof", "La preuve"),
        text=words(
            "Every decision, choice, link and key event is an entry of a signed log "
            "that holds no name. It was rebuilt from the database and compared with "
            "its own signed root.",
            "Chaque décision, choix, lien et événement de clé est une entrée d'un "
            "journal signé qui ne contient aucun nom. Il a été reconstruit depuis la "
            "base et comparé à sa propre racine signée.",
        ),
        figures=(
            (_number(log["entries"]), words("entries", "entrées")),
            (str(log["root"])[:16], words("root", "racine")),
        ),
        links=(("/dpo", words("The log", "Le journal")),),
    )
