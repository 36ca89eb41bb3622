"""How far a large number of runs has come: one progress artifact, for the hours after an import or a new Prefect.

Complaints that came in by the thousand get their runs at a bounded rate, the most urgent first; meanwhile nothing is
lost, and `narahubung decide` works.
"""

from prefect.client.orchestration import PrefectClient

from flows import server, wanted
from flows.words import WORDS
from models.settings import settings

KEY = "runs"


async def show_progress(client: PrefectClient) -> None:
    """Bring the artifact up to date: of the open complaints, how many have their run."""
    there, all_of_them = wanted.runs_there(), wanted.runs_wanted()
    share = 100.0 if all_of_them == 0 else round(100 * there / all_of_them, 1)
    text = WORDS[settings().language]["runs_there"].format(there=there, all=all_of_them)
    await server.put_artifact(client, KEY, "progress", share, text)
