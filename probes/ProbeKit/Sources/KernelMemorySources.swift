extension Sources {
    private static let kcore = Reading.privileged("/proc/kcore")
    private static let kcoreNeeds: [Capability] = [.sysRawio, .dacReadSearch]

    private static func absence(_ text: String) -> Absence {
        Absence(
            text,
            [
                (.notPermitted, "not privileged, or the kernel is locked down: \(text)"),
                (.noAccess, "not privileged: \(text)"),
                (.noSuchFile, "the kernel is built without /proc/kcore: \(text)"),
            ])
    }

    static let vmcoreinfo = Source(
        name: "vmcoreinfo", readings: [kcore], needs: kcoreNeeds, byteLimit: 65536, milliseconds: 500,
        condition: .live, absence: absence("page size and offsets of the linear map come from elsewhere")
    ) { collector in
        let began = collector.system.microseconds()
        do throws(KernelMemoryError) {
            let text = try collector.kernelMemory().vmcoreinfo
            try collector.keep(
                "proc/vmcoreinfo", text, of: "the VMCOREINFO note of /proc/kcore", since: began)
            collector.facts.vmcoreinfo = text
        } catch {
            collector.missing(Collector.kcore, error)
        }
    }

    static let kvm = Source(
        name: "kvm", readings: [.privileged("/dev/kvm")], needs: [], byteLimit: 4096, milliseconds: 500,
        condition: .live,
        absence: Absence("no KVM: the CPUs' true BBM level is not known from this way")
    ) { collector in
        collector.missing("/dev/kvm", .notImplemented)
    }

    static let registerTable = Source(
        name: "register-table", readings: [kcore], needs: kcoreNeeds, byteLimit: 4096, milliseconds: 500,
        condition: .live, absence: absence("the CPUs' true BBM level is not known from this way")
    ) { collector in
        collector.missing("/proc/kcore", .notImplemented)
    }

    static let efiMap = Source(
        name: "efi-map", readings: [kcore], needs: kcoreNeeds, byteLimit: 65536, milliseconds: 500,
        condition: .live, absence: absence("the firmware's memory map is not known")
    ) { collector in
        collector.missing("/proc/kcore", .notImplemented)
    }

    static let kernelMarkers = Source(
        name: "kernel-markers", readings: [kcore, .privileged("/boot/vmlinuz-RELEASE")], needs: kcoreNeeds,
        byteLimit: 65536, milliseconds: 1500, condition: .live,
        absence: absence("backports in a vendor's kernel are not told from its image")
    ) { collector in
        collector.missing("/proc/kcore", .notImplemented)
    }

    static let linearMap = Source(
        name: "linear-map", readings: [kcore], needs: kcoreNeeds, byteLimit: 3 << 19, milliseconds: 1000,
        condition: .live, absence: absence("the real tables are not seen; only predictions remain")
    ) { collector in
        let began = collector.system.microseconds()
        do throws(KernelMemoryError) {
            let memory = try collector.kernelMemory()
            let geometry = try Geometry(vmcoreinfo: memory.vmcoreinfo)
            var limits = TableWalk.Limits()
            limits.microseconds = collector.options.walkTime
            limits.bytes = min(collector.source.byteLimit, collector.store.room)
            let deadline = collector.deadline
            let text = try TableWalk.walk(memory, geometry, limits) { deadline.isOver }
            try collector.keep(
                "linmap/linear-map", text, of: "the kernel's tables through /proc/kcore", since: began)
        } catch {
            collector.missing(Collector.kcore, error)
        }
    }
}

extension Collector {
    /// Puts `text`, read from the kernel's memory, at `place` in the snapshot.
    func keep(_ place: String, _ text: [UInt8], of what: String, since began: UInt64)
        throws(KernelMemoryError)
    {
        do throws(Failure) {
            try keep(place, text, from: what, since: began)
        } catch {
            throw KernelMemoryError(error, "")
        }
    }
}
