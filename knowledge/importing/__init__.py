"""A distributor's folder into the store and the index: ``orderdesk import DIR``."""

from knowledge.importing.importer import ImportReport, IndexWork, import_folder
from knowledge.importing.progress import Progress
from knowledge.importing.rebuilding import is_in_step, rebuild_index
from knowledge.importing.write import FileChanges

__all__ = ["FileChanges", "ImportReport", "IndexWork", "Progress", "import_folder", "is_in_step", "rebuild_index"]
