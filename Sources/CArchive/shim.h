// libarchive (BSD-2-Clause) as Debian's libarchive-dev installs it: the reader
// for archives of unknown origin. Used only by the Snapshot module.
#include <archive.h>
#include <archive_entry.h>
