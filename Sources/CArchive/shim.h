// libarchive (BSD-2-Clause) as Debian's libarchive-dev installs it: the reader
// for archives of unknown origin. zlib stands beside it because libarchive's
// own gzip filter does not compare checksums. Used only by the Snapshot module.
#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>
