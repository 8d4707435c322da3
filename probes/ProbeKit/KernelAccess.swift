/// The kernel's memory, opened once for all sources that need it.
extension Collector {
    static let kcore = "/proc/kcore"

    /// The kernel's memory.
    ///
    /// - Throws: what opening /proc/kcore failed with while the probe was privileged, or what is wrong with it.
    func kernelMemory() throws(KernelMemoryError) -> KernelMemory {
        switch memory {
        case .open(let memory): return memory
        case .failed(let error): throw error
        case .untried: break
        }
        do throws(KernelMemoryError) {
            let opened = try openKernelMemory()
            memory = .open(opened)
            return opened
        } catch {
            memory = .failed(error)
            throw error
        }
    }

    private func openKernelMemory() throws(KernelMemoryError) -> KernelMemory {
        let descriptor: Descriptor
        do throws(Failure) {
            descriptor = try privileged(Self.kcore)
        } catch {
            // The source's own words say what that costs.
            throw KernelMemoryError(error, "")
        }
        return try KernelMemory(system, kcore: descriptor)
    }

    /// Notes that something of the kernel's memory is missing.
    func missing(_ path: String, _ error: KernelMemoryError, isNormal: Bool = false) {
        let cost = error.meaning.isEmpty ? source.absence.meaning(of: error.failure) : source.absence.text
        missing(
            path, error.failure, error.meaning.isEmpty ? cost : "\(error.meaning): \(cost)",
            isNormal: isNormal)
    }
}

/// Whether the kernel's memory could be opened.
enum KernelMemoryState {
    case untried
    case open(KernelMemory)
    case failed(KernelMemoryError)
}
