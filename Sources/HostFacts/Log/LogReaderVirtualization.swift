import Arm64

/// What the log says about exception levels and hypervisors.
extension LogReader {
    /// "CPU: All CPU(s) started at EL1"
    mutating func exceptionLevel(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(29))
        guard let level = cursor.integer(), cursor.isAtEnd, 1...2 ~= level else { return leaveOut(message) }
        arm64Evidence = arm64Evidence ?? message.evidence
        log.virtualization.exceptionLevel =
            log.virtualization.exceptionLevel ?? Sourced(level, message.evidence)
    }

    /// "kvm [1]: VHE mode initialized successfully", "kvm [1]: Hyp mode initialized successfully", "kvm [1]: HYP mode
    /// not available"; other lines of KVM say nothing here.
    mutating func ownKVM(_ message: LogMessage) {
        guard log.virtualization.ownKVM == nil else { return }
        if message.text.contains("mode not available") {
            log.virtualization.ownKVM = Sourced(false, message.evidence)
        } else if message.text.contains("mode initialized successfully") {
            log.virtualization.ownKVM = Sourced(true, message.evidence)
        }
    }
}
