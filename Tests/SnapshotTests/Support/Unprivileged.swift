import Glibc
import Snapshot

/// Runs a test without the rights of root, which may read every file.
enum Unprivileged {
    /// Linux keeps the user of file accesses for each thread; it is put back before the thread goes on.
    static func run<Value>(_ body: () throws(InputError) -> Value) throws(InputError) -> Value {
        guard geteuid() == 0, let symbol = dlsym(nil, "setfsuid") else { return try body() }
        // The Glibc module does not have <sys/fsuid.h>.
        let setfsuid = unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> CInt).self)
        _ = setfsuid(65534)
        defer { _ = setfsuid(0) }
        return try body()
    }
}
