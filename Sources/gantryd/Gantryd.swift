import GantryDaemon

@main
enum Gantryd {
    static func main() async {
        await DaemonCommand.start()
    }
}
