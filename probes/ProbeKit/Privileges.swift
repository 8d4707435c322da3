/// What the process may do, and giving it up.
enum Privileges {
    /// The names of the effective capabilities; those the probe has no use for as "cap_NUMBER".
    static func names(_ mask: UInt64) -> [String] {
        var names: [String] = []
        for bit in 0..<64 where mask >> UInt64(bit) & 1 == 1 {
            names.append(Capability(rawValue: bit)?.name ?? "cap_\(bit)")
        }
        return names
    }

    /// Gives up everything: the user of root where the output's directory belongs to somebody else, every
    /// capability, and the way to get any back.
    ///
    /// Root without capabilities is subject to permissions like everybody: it could not rename in a
    /// directory of another user.
    ///
    /// - Throws: status 77 or 70 if anything remains. The caller must end.
    static func drop(_ system: SystemCalls, owner: FileStatus?) throws(ProbeError) {
        if let owner, owner.user != 0, system.effectiveUser() == 0 {
            if let failure = Failure(result: system.become(user: owner.user, group: owner.group)) {
                throw ProbeError(
                    failure.isPermission ? 77 : 70,
                    "cannot become user \(owner.user), who owns the output's directory: \(failure.name); "
                        + "choose a directory of root")
            }
        }
        if let failure = Failure(result: system.dropPrivileges()) {
            throw ProbeError(70, "cannot drop privileges: \(failure.name); nothing was read")
        }
        var left: UInt64 = 0
        if let failure = Failure(result: system.capabilities(&left)) {
            throw ProbeError(
                70, "cannot tell whether privileges are dropped: \(failure.name); nothing was read")
        }
        guard left == 0 else {
            throw ProbeError(70, "privileges remain after dropping them; nothing was read")
        }
    }
}
