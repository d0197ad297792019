import GantryCore
import GantryTestSupport
import Glibc
import Testing

@testable import GantryPlugins

@Suite("A process that stays", .timeLimit(.minutes(5)))
struct ServeTests {
    private static let manifest = """
        protocol: serve
        command: [python3, -S, main.py]
        limits: { timeout: 10m, output: 64KiB }
        actions:
          - name: test.check
            description: Is it well?
            inputs: { what: { type: text, default: "" } }
        triggers:
          - { name: test.seen, description: Something was seen. }
          - { name: test.counted, description: Something was counted., outputs: { n: { type: number, description: It. } } }
        """

    /// Frames, and a loop that hands each request to `do`.
    private static let speak = """
        import json, os, sys, threading, time
        reading, writing, lock = sys.stdin.buffer, sys.stdout.buffer, threading.Lock()
        def send(message):
            data = json.dumps({"jsonrpc": "2.0", **message}).encode()
            with lock:
                writing.write(b"Content-Length: %d\\r\\n\\r\\n" % len(data) + data)
                writing.flush()
        def receive():
            length = 0
            while (line := reading.readline()) not in (b"\\r\\n", b""):
                if line.lower().startswith(b"content-length:"): length = int(line[15:])
            return json.loads(reading.read(length)) if line else None
        def answer(message, **result): send({"id": message["id"], "result": result})
        def loop(do):
            while (message := receive()) is not None:
                method = message.get("method")
                if method == "initialize": answer(message, protocol=1)
                elif method == "shutdown": answer(message); sys.exit(0)
                elif not do(message, message.get("params", {})) and "id" in message and method: answer(message)

        """

    private func plugin(_ body: String) throws -> Workshop {
        try Workshop(Self.manifest, files: ["main.py": Self.speak + body])
    }

    @Test("answers many calls over one start, in any order")
    func concurrent() async throws {
        // It keeps the first call back until the second has been answered.
        let workshop = try plugin(
            """
            held = []
            def do(message, params):
                if message["method"] != "execute": return False
                what = params["inputs"]["what"]
                send({"method": "log", "params": {"call": message["id"], "message": what}})
                if what == "first":
                    held.append(message)
                    return True
                answer(message, output={"what": what, "pid": os.getpid()})
                if held: answer(held[0], output={"what": "first", "pid": os.getpid()})
                return True
            loop(do)
            """)
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            async let first = workshop.run("test.check", ["what": "first"])
            await workshop.eventually { $0.log.contains("first") }
            let second = try await workshop.run("test.check", ["what": "second"])
            #expect(second.output["what"] == "second")
            #expect(try await first.output["pid"] == second.output["pid"])
        }
        #expect(workshop.reported.count { if case .started = $0 { true } else { false } } == 1)
    }

    @Test("gives findings and failures as any other")
    func findings() async throws {
        let workshop = try plugin(
            """
            def do(message, params):
                if message["method"] != "execute": return False
                if params["inputs"]["what"] == "bad":
                    send({"id": message["id"], "error": {"code": 1, "message": "no login"}})
                    return True
                found = {"call": message["id"], "subject": "s", "severity": "info", "message": "m"}
                send({"method": "finding", "params": found})
            loop(do)
            """)
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            #expect(try await workshop.run().findings.map(\.subject) == ["s"])
            #expect(try await workshop.failure("test.check", ["what": "bad"]) == "no login")
            // What a call said wrongly is its own affair: the plugin goes on.
            #expect(try await workshop.run().findings.count == 1)
        }
    }

    @Test(
        "that misbehaves fails the call with a reason, and is started again",
        arguments: [
            ("os._exit(3)", "it ended with exit code 3"), ("os.kill(os.getpid(), 11)", "it was ended by signal 11"),
            ("writing.write(b'hello\\n'); writing.flush(); time.sleep(100)", "it sent what is no frame"),
            (
                "writing.write(b'Content-Length: 100\\r\\n\\r\\n{'); writing.flush(); os._exit(0)",
                "it ended within a frame"
            ),
            (
                "writing.write(b'Content-Length: 99999999\\r\\n\\r\\n'); writing.flush(); time.sleep(100)",
                "a frame has 99999999 bytes"
            ),
            ("send({'id': 99, 'result': {}}); time.sleep(100)", "it answered what it was not asked"),
            ("os.close(1); time.sleep(100)", "its output ended"),
        ])
    func misbehaves(code: String, reason: String) async throws {
        let workshop = try plugin(
            """
            def do(message, params):
                if message["method"] == "execute" and params["inputs"]["what"] == "bad":
                    \(code)
            loop(do)
            """)
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            let failure = try #require(try await workshop.failure("test.check", ["what": "bad"]))
            #expect(failure.hasPrefix("plugin test: "))
            #expect(failure.contains(reason), "\(failure)")
            // The next call waits for the pause of a second, on the clock that is turned here.
            try await workshop.whileTimePasses { _ = try await workshop.run() }
        }
    }

    @Test("that takes too long is told to give the call up, and stopped when it does not")
    func hangs() async throws {
        let manifest = Self.manifest.replacing("timeout: 10m", with: "timeout: 3s")
        let workshop = try Workshop(
            manifest,
            files: [
                "main.py": Self.speak + """
                    def do(message, params):
                        if message["method"] == "execute": time.sleep(1000)
                    loop(do)
                    """
            ])
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            // On a busy machine a call may be over before the plugin has got it.
            try await workshop.whileTimePasses {
                while !workshop.reported.contains(where: Self.isStopped) {
                    _ = try await workshop.failure()
                    // Past a quarantine, where there were many such calls.
                    workshop.clock.advance(by: .seconds(3600))
                }
            }
        }
    }

    private static func isStopped(_ event: PluginEvent) -> Bool {
        if case .ended(_, "it does not give up a call that was cancelled", _) = event { true } else { false }
    }

    @Test("that speaks another version says so")
    func version() async throws {
        let workshop = try plugin(
            """
            message = receive()
            answer(message, protocol=2)
            time.sleep(1000)
            """)
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            let failure = try #require(try await workshop.failure())
            #expect(failure.hasSuffix("it speaks version 2 of the protocol, and Gantry 1"))
        }
    }

    @Test("tells of events, each of which is taken once")
    func events() async throws {
        let workshop = try plugin(
            """
            def watch(subscription):
                for number, id in enumerate(["a", "b", "a"]):
                    send({"id": "e%d" % number, "method": "event",
                          "params": {"subscription": subscription, "id": id, "payload": {"n": number}}})
            def do(message, params):
                if message.get("method") == "subscribe":
                    answer(message)
                    watch(params["subscription"])
                    return True
                if "method" not in message:
                    result = message.get("result") or message["error"]
                    sys.stderr.write("%s %s\\n" % (message["id"], result.get("new", result.get("message"))))
                    sys.stderr.flush()
                    return True
            loop(do)
            """)
        workshop.registry.subscribe(to: [
            Subscription(workflow: "w", trigger: "t", event: EventTrigger(name: "test.seen", inputs: [:]))
        ])
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            await workshop.eventually { workshop in
                workshop.reported.contains { if case .said(_, "e2 False") = $0 { true } else { false } }
            }
        }
        #expect(workshop.happened.map(\.id) == ["a", "b"])
        #expect(workshop.happened.first?.payload == ["n": 0])
    }

    @Test("that is changed ends after its last call, while the new version is called already")
    func changed() async throws {
        let workshop = try plugin(
            """
            sys.exit = os._exit
            def do(message, params):
                if message["method"] != "execute": return False
                def work():
                    if params["inputs"]["what"] == "slow":
                        send({"method": "log", "params": {"call": message["id"], "message": "begun"}})
                        while not os.path.exists("go"): time.sleep(0.01)
                    answer(message, output={"pid": os.getpid()})
                threading.Thread(target=work).start()
                return True
            loop(do)
            """)
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            async let slow = workshop.run("test.check", ["what": "slow"])
            await workshop.eventually { $0.log.contains("begun") }
            try workshop.install(Self.manifest.replacing("64KiB", with: "65KiB"))
            let quick = try await workshop.run()
            workshop.folder.write("plugins/test/go", "")
            let first = try await slow.output["pid"]
            #expect(first != quick.output["pid"])
        }
    }

    @Test("is started anew when its program, or a folder that it may use, is another")
    func renewed() async throws {
        let program = """
            def do(message, params):
                if message["method"] != "execute": return False
                folder = os.environ["GANTRY_ROOT"] + "/later"
                answer(message, output={"pid": os.getpid(), "files": os.listdir(folder) if os.path.exists(folder) else None})
                return True
            loop(do)
            """
        let workshop = try plugin(program)
        try workshop.install(Self.manifest + "\nneeds: { folders: [later] }")
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            let first = try await workshop.run().output
            #expect(try await workshop.run().output["pid"] == first["pid"])
            workshop.folder.write("later/file", "")
            workshop.clock.set(Workshop.noon + .seconds(1))
            let second = try await workshop.run().output
            #expect(second["files"] == ["file"] && second["pid"] != first["pid"])
            workshop.folder.write("plugins/test/main.py", Self.speak + "# another\n" + program, mode: 0o755)
            workshop.clock.set(Workshop.noon + .seconds(2))
            let third = try await workshop.run().output
            #expect(third["pid"] != second["pid"])
            #expect(try await workshop.run().output["pid"] == third["pid"])
        }
    }

    @Test("says that it cannot watch, and whether what it tells of is what it declares")
    func troubles() async throws {
        let workshop = try plugin(
            """
            def do(message, params):
                if message.get("method") == "subscribe":
                    answer(message)
                    watched = {"subscription": params["subscription"]}
                    send({"method": "trouble", "params": {**watched, "message": "no such file"}})
                    send({"method": "trouble", "params": watched})
                    send({"id": 1, "method": "event", "params": {**watched, "id": "a", "payload": {"n": "one"}}})
                    return True
                if "method" not in message: os._exit(0 if message["error"]["code"] == -32602 else 1)
            loop(do)
            """)
        workshop.registry.subscribe(to: [
            Subscription(workflow: "w", trigger: "t", event: EventTrigger(name: "test.counted", inputs: [:]))
        ])
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            await workshop.eventually { $0.troubles.last == "it ended with exit code 0" }
        }
        #expect(workshop.troubles.contains("no such file"))
        #expect(workshop.troubles.dropLast().last == .some(nil))
        #expect(workshop.happened.isEmpty)
    }

    @Test("is started anew when it cannot watch a folder that was made after it", .enabled(if: hasLandlock))
    func folderMadeLater() async throws {
        let workshop = try plugin(
            """
            folder = os.environ["GANTRY_ROOT"] + "/later"
            def watch(name):
                while not os.path.exists(folder): time.sleep(0.01)
                try:
                    os.listdir(folder)
                    send({"id": 1, "method": "event", "params": {"subscription": name, "id": "seen"}})
                except OSError as error:
                    send({"method": "trouble", "params": {"subscription": name, "message": str(error)}})
            def do(message, params):
                if message.get("method") != "subscribe": return False
                answer(message)
                threading.Thread(target=watch, args=[params["subscription"]], daemon=True).start()
                return True
            loop(do)
            """)
        try workshop.install(Self.manifest + "\nneeds: { folders: [later] }")
        workshop.registry.subscribe(to: [
            Subscription(workflow: "w", trigger: "t", event: EventTrigger(name: "test.seen", inputs: [:]))
        ])
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            await workshop.eventually { $0.troubles == [nil] }
            workshop.folder.write("later/file", "")
            await workshop.eventually { $0.happened.map(\.id) == ["seen"] }
        }
        #expect(workshop.troubles.contains { $0?.contains("ermission denied") == true })
    }

    @Test("is ended with the registry, and leaves nothing behind")
    func ends() async throws {
        let workshop = try plugin(
            """
            import subprocess
            child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
            def do(message, params):
                if message["method"] == "execute":
                    answer(message, output={"child": child.pid, "own": os.getpid()})
                    return True
            loop(do)
            """)
        var processes: [Value] = []
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            let output = try await workshop.run().output
            processes = [output["child"], output["own"]]
        }
        for case .number(let number) in processes {
            #expect(kill(pid_t("\(number)") ?? 0, 0) == -1)
        }
    }
}
