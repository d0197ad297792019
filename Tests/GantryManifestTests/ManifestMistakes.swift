/// What authors of plugins get wrong, and what is said to them. Rewritten by GANTRY_RECORD=1.
enum ManifestMistakes {
    static let text = #"""
        ### whole: an empty file

        -->
        plugins/ping/plugin.yaml:1:1: error: this file is empty [GTY0809]
            1 | 
              | ^ it begins with name: NAME, version: 1.0.0, description: …, protocol: exec

        ### whole: a list
        - ping
        -->
        plugins/ping/plugin.yaml:1:1: error: a list is not a plugin [GTY0809]
            1 | - ping
              | ^~~~~~ it begins with name: NAME, version: 1.0.0, description: …, protocol: exec

        ### whole: no YAML
        name: ping
        actions: [{ name: ping.check
        -->
        plugins/ping/plugin.yaml:2:11: error: this '{' is never closed [GTY0101]
            2 | actions: [{ name: ping.check
              |           ^ add '}'

        ### whole: nothing but a name
        name: ping
        -->
        plugins/ping/plugin.yaml:1:1: error: this plugin adds nothing [GTY0809]
            1 | name: ping
              | ^~~~ add actions: [{ name: ping.check, description: … }]
        plugins/ping/plugin.yaml:1:1: error: a plugin needs 'version' [GTY0103]
            1 | name: ping
              | ^~~~ add 'version:' with a version such as 1.0.0
        plugins/ping/plugin.yaml:1:1: error: a plugin needs 'description' [GTY0103]
            1 | name: ping
              | ^~~~ add 'description:' with a sentence
        plugins/ping/plugin.yaml:1:1: error: a plugin needs 'protocol' [GTY0103]
            1 | name: ping
              | ^~~~ add 'protocol:' with one of exec, serve, nagios

        ### whole: everything at the top wrong, in one pass
        name: pong
        version: 1.0
        description: |
          Two
          lines.
        protocol: exce
        protocol_version: 2
        command: ./ping.sh --fast
        colour: red
        actions: []
        -->
        plugins/ping/plugin.yaml:1:7: error: the plugin is named 'pong', and its folder 'ping' [GTY0801]
            1 | name: pong
              |       ^~~~ give both the same name
        plugins/ping/plugin.yaml:2:10: error: '1.0' is not a version such as 1.0.0 [GTY0802]
            2 | version: 1.0
              |          ^~~ write '1.0.0'
        plugins/ping/plugin.yaml:3:14: error: a description is one sentence on one line [GTY0104]
            3 | description: |
              |              ^ what is longer belongs into the README.md
        plugins/ping/plugin.yaml:6:11: error: 'exce' is not one of exec, serve, nagios [GTY0111]
            6 | protocol: exce
              |           ^~~~ did you mean 'exec'?
        plugins/ping/plugin.yaml:7:19: error: the plugin speaks version 2 of the protocol, and this Gantry speaks version 1 [GTY0803]
            7 | protocol_version: 2
              |                   ^ it needs a newer Gantry, or an older version of the plugin
        plugins/ping/plugin.yaml:1:1: error: this plugin adds nothing [GTY0809]
            1 | name: pong
              | ^~~~ add actions: [{ name: ping.check, description: … }]
        plugins/ping/plugin.yaml:8:10: error: './ping.sh --fast' stands here, and a list of the program and its arguments is wanted [GTY0104]
            8 | command: ./ping.sh --fast
              |          ^~~~~~~~~~~~~~~~ write [./ping.sh, --fast]
        plugins/ping/plugin.yaml:9:1: error: unknown key 'colour' in a plugin [GTY0102]
            9 | colour: red
              | ^~~~~~ the keys here are name, version, description, protocol, protocol_version, limits, needs, sha256, command, actions, triggers, channels

        ### whole: a name with a point
        name: ping.v2
        version: 1.0.0
        description: Pings.
        protocol: exec
        command: [./ping.sh]
        actions: [{ name: ping.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:1:7: error: 'ping.v2' is not a name of letters, digits, '-' and '_' [GTY0801]
            1 | name: ping.v2
              |       ^~~~~~~

        ### whole: versions in other forms
        name: ping
        version: v2
        description: Pings.
        protocol: exec
        command: [./ping.sh]
        actions: [{ name: ping.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:2:10: error: 'v2' is not a version such as 1.0.0 [GTY0802]
            2 | version: v2
              |          ^~ write '2.0.0'

        ### whole: a version with an empty suffix
        name: ping
        version: 1.0.0-
        description: Pings.
        protocol: exec
        command: [./ping.sh]
        actions: [{ name: ping.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:2:10: error: '1.0.0-' is not a version such as 1.0.0 [GTY0802]
            2 | version: 1.0.0-
              |          ^~~~~~

        ### whole: the keys of other programs
        id: ping
        name: ping
        version: 1.0.0
        description: Pings.
        type: exec
        protocol: exec
        entrypoint: ping.sh
        args: [--fast]
        env: { X: 1 }
        timeout: 10s
        network: true
        author: Asha
        inputs: {}
        on: { booked: {} }
        actions: [{ name: ping.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:1:1: error: unknown key 'id' in a plugin [GTY0102]
            1 | id: ping
              | ^~ did you mean 'name'?
        plugins/ping/plugin.yaml:5:1: error: unknown key 'type' in a plugin [GTY0102]
            5 | type: exec
              | ^~~~ did you mean 'protocol'?
        plugins/ping/plugin.yaml:7:1: error: unknown key 'entrypoint' in a plugin [GTY0102]
            7 | entrypoint: ping.sh
              | ^~~~~~~~~~ did you mean 'command'? write command: [./NAME.sh]
        plugins/ping/plugin.yaml:8:1: error: unknown key 'args' in a plugin [GTY0102]
            8 | args: [--fast]
              | ^~~~ arguments are words of the command: [./NAME.sh, --fast]
        plugins/ping/plugin.yaml:9:1: error: unknown key 'env' in a plugin [GTY0102]
            9 | env: { X: 1 }
              | ^~~ write it under 'needs': { environment: [NAME] }
        plugins/ping/plugin.yaml:10:1: error: unknown key 'timeout' in a plugin [GTY0102]
           10 | timeout: 10s
              | ^~~~~~~ write it under 'limits'
        plugins/ping/plugin.yaml:11:1: error: unknown key 'network' in a plugin [GTY0102]
           11 | network: true
              | ^~~~~~~ write it under 'needs'
        plugins/ping/plugin.yaml:12:1: error: unknown key 'author' in a plugin [GTY0102]
           12 | author: Asha
              | ^~~~~~ this belongs into the README.md
        plugins/ping/plugin.yaml:13:1: error: unknown key 'inputs' in a plugin [GTY0102]
           13 | inputs: {}
              | ^~~~~~ it belongs to an action: actions: [{ name: …, inputs: … }]
        plugins/ping/plugin.yaml:14:1: error: unknown key 'on' in a plugin [GTY0102]
           14 | on: { booked: {} }
              | ^~ the events that start runs stand under 'triggers'

        ### whole: no command
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: exec
        actions:
          - { name: ping.check, description: Is it there? }
          - { name: ping.trace, description: Which way?, command: [./trace.sh] }
        -->
        plugins/ping/plugin.yaml:1:1: error: a plugin needs 'command' [GTY0103]
            1 | name: ping
              | ^~~~ add 'command: [./NAME.sh]' at the top, or to each action

        ### whole: no command for a channel
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: exec
        channels: [{ name: ping.send, description: Sends. }]
        -->
        plugins/ping/plugin.yaml:1:1: error: a plugin needs 'command' [GTY0103]
            1 | name: ping
              | ^~~~ add 'command: [./NAME.sh]'

        ### whole: a misspelt command
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: exec
        comand: [./ping.sh]
        actions: [{ name: ping.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:5:1: error: unknown key 'comand' in a plugin [GTY0102]
            5 | comand: [./ping.sh]
              | ^~~~~~ did you mean 'command'?

        ### whole: a newer protocol
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: exec
        protocol_version: 2
        command: [./ping.sh]
        actions: [{ name: ping.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:5:19: error: the plugin speaks version 2 of the protocol, and this Gantry speaks version 1 [GTY0803]
            5 | protocol_version: 2
              |                   ^ it needs a newer Gantry, or an older version of the plugin

        ### whole: an older protocol
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: exec
        protocol_version: 0
        command: [./ping.sh]
        actions: [{ name: ping.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:5:19: error: the plugin speaks version 0 of the protocol, and this Gantry speaks version 1 [GTY0803]
            5 | protocol_version: 0
              |                   ^ versions begin with 1

        ### whole: triggers of a plugin that does not stay
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: exec
        command: [./ping.sh]
        triggers: [{ name: ping.lost, description: A host is lost. }]
        -->
        plugins/ping/plugin.yaml:6:11: error: triggers need a plugin that stays, and this one is 'exec' [GTY0809]
            6 | triggers: [{ name: ping.lost, description: A host is lost. }]
              |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ write protocol: serve

        ### whole: triggers and channels of a check
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: nagios
        command: [./ping.sh]
        triggers: [{ name: ping.lost, description: A host is lost. }]
        channels: [{ name: ping.send, description: Sends. }]
        -->
        plugins/ping/plugin.yaml:6:11: error: triggers need a plugin that stays, and this one is 'nagios' [GTY0809]
            6 | triggers: [{ name: ping.lost, description: A host is lost. }]
              |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ write protocol: serve
        plugins/ping/plugin.yaml:7:11: error: a monitoring check cannot deliver messages [GTY0809]
            7 | channels: [{ name: ping.send, description: Sends. }]
              |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ write protocol: exec

        ### whole: an own command where there is one process
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: serve
        command: [./ping.sh]
        actions: [{ name: ping.check, description: Is it there?, command: [./other.sh] }]
        -->
        plugins/ping/plugin.yaml:6:67: error: a plugin of 'serve' is one process [GTY0804]
            6 | actions: [{ name: ping.check, description: Is it there?, command: [./other.sh] }]
              |                                                                   ^~~~~~~~~~~~ write its command at the top, beside 'protocol'

        ### whole: an expression where there is a request
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: exec
        command: [./ping.sh, "${{ inputs.host }}"]
        actions: [{ name: ping.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:5:22: error: an expression cannot stand here [GTY0804]
            5 | command: [./ping.sh, "${{ inputs.host }}"]
              |                      ^~~~~~~~~~~~~~~~~~~~ the program is given its inputs in the request; only commands of 'nagios' hold expressions

        ### whole: a group of words where there is a request
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: exec
        command: [./ping.sh, [-H, crm]]
        actions: [{ name: ping.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:5:22: error: a list stands here, and a word is wanted [GTY0804]
            5 | command: [./ping.sh, [-H, crm]]
              |                      ^~~~~~~~~ groups of words are for 'protocol: nagios'

        ### whole: commands that cannot be started
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: exec
        actions:
          - { name: ping.a, description: A., command: [] }
          - { name: ping.b, description: B., command: [""] }
          - { name: ping.c, description: C., command: [../other/run.sh] }
          - { name: ping.d, description: D., command: [./a/../../run.sh] }
          - { name: ping.e, description: E., command: [~/run.sh] }
          - { name: ping.f, description: F., command: [./run.sh, { a: 1 }] }
          - { name: ping.g, description: G., command: [./run.sh, null] }
          - { name: ping.h, description: H., command: [./run.sh, "a\0b"] }
          - { name: ping.i, description: I., command: run.sh }
        -->
        plugins/ping/plugin.yaml:6:47: error: a command needs a program [GTY0804]
            6 |   - { name: ping.a, description: A., command: [] }
              |                                               ^~ write [./NAME.sh]
        plugins/ping/plugin.yaml:7:48: error: a command begins with a program [GTY0804]
            7 |   - { name: ping.b, description: B., command: [""] }
              |                                                ^~ write [./NAME.sh]
        plugins/ping/plugin.yaml:8:48: error: the program is outside of the plugin's folder [GTY0804]
            8 |   - { name: ping.c, description: C., command: [../other/run.sh] }
              |                                                ^~~~~~~~~~~~~~~ put it into the folder, or a link to it; a program of the system is named from / on
        plugins/ping/plugin.yaml:9:48: error: the program is outside of the plugin's folder [GTY0804]
            9 |   - { name: ping.d, description: D., command: [./a/../../run.sh] }
              |                                                ^~~~~~~~~~~~~~~~ put it into the folder, or a link to it; a program of the system is named from / on
        plugins/ping/plugin.yaml:10:48: error: '~' is nobody's home here [GTY0804]
           10 |   - { name: ping.e, description: E., command: [~/run.sh] }
              |                                                ^~~~~~~~ write the whole path, or ./NAME.sh
        plugins/ping/plugin.yaml:11:58: error: a mapping stands here, and a word is wanted [GTY0104]
           11 |   - { name: ping.f, description: F., command: [./run.sh, { a: 1 }] }
              |                                                          ^~~~~~~~
        plugins/ping/plugin.yaml:12:58: error: nothing stands here, and a word is wanted [GTY0104]
           12 |   - { name: ping.g, description: G., command: [./run.sh, null] }
              |                                                          ^~~~ write '' for an empty one
        plugins/ping/plugin.yaml:13:58: error: no program can be given a null character [GTY0804]
           13 |   - { name: ping.h, description: H., command: [./run.sh, "a\0b"] }
              |                                                          ^~~~~~
        plugins/ping/plugin.yaml:14:47: error: 'run.sh' stands here, and a list of the program and its arguments is wanted [GTY0104]
           14 |   - { name: ping.i, description: I., command: run.sh }
              |                                               ^~~~~~ write [run.sh]

        ### whole: a group of words as the program
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: nagios
        command: [[./check, -H]]
        actions: [{ name: ping.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:5:11: error: the program stands alone [GTY0804]
            5 | command: [[./check, -H]]
              |           ^~~~~~~~~~~~~ begin with [PROGRAM, …]

        ### whole: an input that no action of the check has
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: nagios
        command: [./check, -H, "${{ inputs.hots }}", "${{ steps.a.b }}", "${{ inputs.host + 1 }}", "${{ inputs.host"]
        actions:
          - name: ping.check
            description: Is it there?
            inputs: { host: { type: text, description: Its name. } }
        -->
        plugins/ping/plugin.yaml:5:36: error: there is no input 'hots' [GTY0302]
            5 | command: [./check, -H, "${{ inputs.hots }}", "${{ steps.a.b }}", "${{ inputs.host + 1 }}", "${{ inputs.host"]
              |                                    ^~~~ did you mean 'host'?
        plugins/ping/plugin.yaml:5:51: error: unknown name 'steps' [GTY0302]
            5 | command: [./check, -H, "${{ inputs.hots }}", "${{ steps.a.b }}", "${{ inputs.host + 1 }}", "${{ inputs.host"]
              |                                                   ^~~~~ expressions know inputs; a text stands in quotes: 'steps'
        plugins/ping/plugin.yaml:5:83: error: '+' adds two numbers or joins two texts, and here are text and number [GTY0305]
            5 | command: [./check, -H, "${{ inputs.hots }}", "${{ steps.a.b }}", "${{ inputs.host + 1 }}", "${{ inputs.host"]
              |                                                                                   ^ to put a number into a text, write the text around the expression: 5 and ${{ … }}
        plugins/ping/plugin.yaml:5:93: error: '${{' is not closed [GTY0301]
            5 | command: [./check, -H, "${{ inputs.hots }}", "${{ steps.a.b }}", "${{ inputs.host + 1 }}", "${{ inputs.host"]
              |                                                                                             ^~~ write '}}' behind the expression

        ### whole: an input of another action of the check
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: nagios
        actions:
          - name: ping.check
            description: Is it there?
            command: [./check, -H, "${{ inputs.host }}"]
            inputs: { host: { type: text, description: Its name. } }
          - name: ping.load
            description: How busy is it?
            command: [./load, -H, "${{ inputs.host }}"]
        -->
        plugins/ping/plugin.yaml:12:39: error: there is no input 'host' [GTY0302]
           12 |     command: [./load, -H, "${{ inputs.host }}"]
              |                                       ^~~~ there are subject, project, owner

        ### whole: outputs of a check, and a project that is no text
        name: ping
        version: 1.0.0
        description: Pings.
        protocol: nagios
        command: [./check]
        actions:
          - name: ping.check
            description: Is it there?
            inputs: { project: { type: list of text, description: Which. } }
            outputs: { up: { type: bool, description: Whether. } }
        -->
        plugins/ping/plugin.yaml:9:13: error: 'project' is text in every monitoring check [GTY0807]
            9 |     inputs: { project: { type: list of text, description: Which. } }
              |             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ write its type as text, or give the input another name
        plugins/ping/plugin.yaml:10:14: error: a monitoring check has outputs of its own [GTY0809]
           10 |     outputs: { up: { type: bool, description: Whether. } }
              |              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ leave them out: they are state, message, long, measures

        ### limits that nothing could live with
        limits: { timeout: 0s, memory: 256, output: 1GiB, processes: 0 }
        -->
        plugins/ping/plugin.yaml:6:20: error: a call takes from 100ms to 24h, and here is 0ms [GTY0810]
            6 | limits: { timeout: 0s, memory: 256, output: 1GiB, processes: 0 }
              |                    ^~
        plugins/ping/plugin.yaml:6:32: error: '256' is not a size such as 256MiB [GTY0104]
            6 | limits: { timeout: 0s, memory: 256, output: 1GiB, processes: 0 }
              |                                ^~~ add the unit: 256MiB or 256KiB
        plugins/ping/plugin.yaml:6:45: error: 'output' is from 1 KiB to 64 MiB, and here is 1 GiB [GTY0810]
            6 | limits: { timeout: 0s, memory: 256, output: 1GiB, processes: 0 }
              |                                             ^~~~
        plugins/ping/plugin.yaml:6:62: error: there are from 1 to 4096 processes, and here is 0 [GTY0810]
            6 | limits: { timeout: 0s, memory: 256, output: 1GiB, processes: 0 }
              |                                                              ^

        ### limits too far up
        limits: { timeout: 3d, memory: 256B, processes: 1e3, cpu: 1s }
        -->
        plugins/ping/plugin.yaml:6:20: error: a call takes from 100ms to 24h, and here is 72h [GTY0810]
            6 | limits: { timeout: 3d, memory: 256B, processes: 1e3, cpu: 1s }
              |                    ^~
        plugins/ping/plugin.yaml:6:32: error: 'memory' is from 8 MiB to 1024 GiB, and here is 256 bytes [GTY0810]
            6 | limits: { timeout: 3d, memory: 256B, processes: 1e3, cpu: 1s }
              |                                ^~~~ the unit is probably another: KiB, MiB, GiB
        plugins/ping/plugin.yaml:6:49: error: '1e3' is not a whole number such as 3 [GTY0104]
            6 | limits: { timeout: 3d, memory: 256B, processes: 1e3, cpu: 1s }
              |                                                 ^~~
        plugins/ping/plugin.yaml:6:54: error: unknown key 'cpu' in the limits [GTY0102]
            6 | limits: { timeout: 3d, memory: 256B, processes: 1e3, cpu: 1s }
              |                                                      ^~~ did you mean 'timeout'?

        ### needs that no plugin can have
        needs:
          secrets: [a/b]
          network: yes
          folders: [../other, ~/x, /, { path: plugins/ping/, write: true }, { write: true }, 1: 2]
          environment: [PATH, A=1, 1A]
          files: [x]
        -->
        plugins/ping/plugin.yaml:7:13: error: 'a/b' is not an id of letters, digits, '-', '_' and '.' [GTY0104]
            7 |   secrets: [a/b]
              |             ^~~
        plugins/ping/plugin.yaml:8:12: error: 'yes' is not true or false [GTY0104]
            8 |   network: yes
              |            ^~~
        plugins/ping/plugin.yaml:9:13: error: a folder's path has no '..' [GTY0811]
            9 |   folders: [../other, ~/x, /, { path: plugins/ping/, write: true }, { write: true }, 1: 2]
              |             ^~~~~~~~ write it from '/' on
        plugins/ping/plugin.yaml:9:23: error: '~' is nobody's home here [GTY0811]
            9 |   folders: [../other, ~/x, /, { path: plugins/ping/, write: true }, { write: true }, 1: 2]
              |                       ^~~ write it from '/' on
        plugins/ping/plugin.yaml:9:28: error: the whole machine is no folder for a plugin [GTY0811]
            9 |   folders: [../other, ~/x, /, { path: plugins/ping/, write: true }, { write: true }, 1: 2]
              |                            ^ name the folders that it needs
        plugins/ping/plugin.yaml:9:39: error: no plugin can ask to write plugins: what stands there is run, or says what may run [GTY0811]
            9 |   folders: [../other, ~/x, /, { path: plugins/ping/, write: true }, { write: true }, 1: 2]
              |                                       ^~~~~~~~~~~~~ name a folder for what it writes, such as projects/imported
        plugins/ping/plugin.yaml:9:69: error: a folder needs 'path' [GTY0103]
            9 |   folders: [../other, ~/x, /, { path: plugins/ping/, write: true }, { write: true }, 1: 2]
              |                                                                     ^~~~~~~~~~~~~~~ add 'path:' with a text with something in it
        plugins/ping/plugin.yaml:9:86: error: unknown key '1' in a folder [GTY0102]
            9 |   folders: [../other, ~/x, /, { path: plugins/ping/, write: true }, { write: true }, 1: 2]
              |                                                                                      ^ the keys here are path, write
        plugins/ping/plugin.yaml:9:86: error: a folder needs 'path' [GTY0103]
            9 |   folders: [../other, ~/x, /, { path: plugins/ping/, write: true }, { write: true }, 1: 2]
              |                                                                                      ^ add 'path:' with a text with something in it
        plugins/ping/plugin.yaml:10:17: error: PATH is set for every plugin [GTY0811]
           10 |   environment: [PATH, A=1, 1A]
              |                 ^~~~ leave it out
        plugins/ping/plugin.yaml:10:23: error: 'A=1' is not a variable's name [GTY0811]
           10 |   environment: [PATH, A=1, 1A]
              |                       ^~~ its value is the daemon's
        plugins/ping/plugin.yaml:10:28: error: '1A' is not a variable's name [GTY0811]
           10 |   environment: [PATH, A=1, 1A]
              |                            ^~
        plugins/ping/plugin.yaml:11:3: error: unknown key 'files' in the needs [GTY0102]
           11 |   files: [x]
              |   ^~~~~ write folders: [projects, { path: projects/imported, write: true }]

        ### folders that would give a plugin everything
        needs:
          folders:
            - .
            - ./secrets/ping
            - /srv
            - { path: ., write: true }
            - { path: workflows, write: true }
            - { path: /srv/gantry.yaml, write: true }
        -->
        plugins/ping/plugin.yaml:8:7: error: no plugin can ask for the folder where secrets stand [GTY0811]
            8 |     - .
              |       ^ name the folders that it needs, such as projects
        plugins/ping/plugin.yaml:9:7: error: no plugin can ask for the folder where secrets stand [GTY0811]
            9 |     - ./secrets/ping
              |       ^~~~~~~~~~~~~~ name the folders that it needs, such as projects
        plugins/ping/plugin.yaml:10:7: error: no plugin can ask for the folder where secrets stand [GTY0811]
           10 |     - /srv
              |       ^~~~ name the folders that it needs, such as projects
        plugins/ping/plugin.yaml:11:15: error: no plugin can ask for the folder where secrets stand [GTY0811]
           11 |     - { path: ., write: true }
              |               ^ name a folder for what it writes, such as projects/imported
        plugins/ping/plugin.yaml:12:15: error: no plugin can ask to write workflows: what stands there is run, or says what may run [GTY0811]
           12 |     - { path: workflows, write: true }
              |               ^~~~~~~~~ name a folder for what it writes, such as projects/imported
        plugins/ping/plugin.yaml:13:15: error: no plugin can ask to write gantry.yaml: what stands there is run, or says what may run [GTY0811]
           13 |     - { path: /srv/gantry.yaml, write: true }
              |               ^~~~~~~~~~~~~~~~ name a folder for what it writes, such as projects/imported

        ### pins of files elsewhere
        sha256: { ../x: 00, /etc/passwd: 00, ping.sh: 00ff, "": 1 }
        -->
        plugins/ping/plugin.yaml:6:11: error: '../x' is no file of the plugin's folder [GTY0811]
            6 | sha256: { ../x: 00, /etc/passwd: 00, ping.sh: 00ff, "": 1 }
              |           ^~~~ paths count from the plugin's folder
        plugins/ping/plugin.yaml:6:21: error: '/etc/passwd' is no file of the plugin's folder [GTY0811]
            6 | sha256: { ../x: 00, /etc/passwd: 00, ping.sh: 00ff, "": 1 }
              |                     ^~~~~~~~~~~ paths count from the plugin's folder
        plugins/ping/plugin.yaml:6:47: error: '00ff' is not 64 hexadecimal digits [GTY0811]
            6 | sha256: { ../x: 00, /etc/passwd: 00, ping.sh: 00ff, "": 1 }
              |                                               ^~~~ sha256sum ping.sh prints them
        plugins/ping/plugin.yaml:6:53: error: '' is no file of the plugin's folder [GTY0811]
            6 | sha256: { ../x: 00, /etc/passwd: 00, ping.sh: 00ff, "": 1 }
              |                                                     ^~ paths count from the plugin's folder

        ### pins in a list
        sha256: [ping.sh]
        -->
        plugins/ping/plugin.yaml:6:9: error: a list stands here, and a mapping from files to their SHA-256 is wanted [GTY0104]
            6 | sha256: [ping.sh]
              |         ^~~~~~~~~ sha256sum prints them; write sha256: { NAME: … }

        ### actions in a mapping
        actions: { name: ping.check, description: Is it there? }
        -->
        plugins/ping/plugin.yaml:6:10: error: a mapping stands here, and a list of actions is wanted [GTY0104]
            6 | actions: { name: ping.check, description: Is it there? }
              |          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ begin it with '- '

        ### nothing added
        actions: []
        triggers:
        -->
        plugins/ping/plugin.yaml:1:1: error: this plugin adds nothing [GTY0809]
            1 | name: ping
              | ^~~~ add actions: [{ name: ping.check, description: … }]

        ### an action with the name of another plugin
        actions: [{ name: pong.check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:6:19: error: the name of an action begins with its plugin's, 'ping.' [GTY0806]
            6 | actions: [{ name: pong.check, description: Is it there? }]
              |                   ^~~~~~~~~~ write 'ping.check'

        ### an action with the name of its plugin
        actions: [{ name: ping, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:6:19: error: the name of an action begins with its plugin's, 'ping.' [GTY0806]
            6 | actions: [{ name: ping, description: Is it there? }]
              |                   ^~~~ write 'ping.check'

        ### an action without the name of its plugin
        actions: [{ name: check, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:6:19: error: the name of an action begins with its plugin's, 'ping.' [GTY0806]
            6 | actions: [{ name: check, description: Is it there? }]
              |                   ^~~~~ write 'ping.check'

        ### an action that stands twice
        actions:
          - { name: ping.check, description: Is it there? }
          - { name: ping.check, description: Is it there still? }
        -->
        plugins/ping/plugin.yaml:8:13: error: 'ping.check' stands twice; the other is on line 7 [GTY0805]
            8 |   - { name: ping.check, description: Is it there still? }
              |             ^~~~~~~~~~ give one another name, or remove one

        ### an action that is built in
        actions: [{ name: ping.builtin, description: Is it there? }]
        -->
        plugins/ping/plugin.yaml:6:19: error: 'ping.builtin' is built into Gantry [GTY0805]
            6 | actions: [{ name: ping.builtin, description: Is it there? }]
              |                   ^~~~~~~~~~~~ give it another name

        ### an action without a description
        actions: [{ name: ping.check }]
        -->
        plugins/ping/plugin.yaml:6:11: error: an action needs 'description' [GTY0103]
            6 | actions: [{ name: ping.check }]
              |           ^~~~~~~~~~~~~~~~~~~~ add 'description:' with a sentence

        ### misspelt keys of an action
        actions: [{ id: ping.check, description: Is it there?, with: {}, returns: {}, run: x, timeout: 1s, severity: info }]
        -->
        plugins/ping/plugin.yaml:6:13: error: unknown key 'id' in an action [GTY0102]
            6 | actions: [{ id: ping.check, description: Is it there?, with: {}, returns: {}, run: x, timeout: 1s, severity: info }]
              |             ^~ did you mean 'name'?
        plugins/ping/plugin.yaml:6:56: error: unknown key 'with' in an action [GTY0102]
            6 | actions: [{ id: ping.check, description: Is it there?, with: {}, returns: {}, run: x, timeout: 1s, severity: info }]
              |                                                        ^~~~ did you mean 'inputs'?
        plugins/ping/plugin.yaml:6:66: error: unknown key 'returns' in an action [GTY0102]
            6 | actions: [{ id: ping.check, description: Is it there?, with: {}, returns: {}, run: x, timeout: 1s, severity: info }]
              |                                                                  ^~~~~~~ did you mean 'outputs'?
        plugins/ping/plugin.yaml:6:79: error: unknown key 'run' in an action [GTY0102]
            6 | actions: [{ id: ping.check, description: Is it there?, with: {}, returns: {}, run: x, timeout: 1s, severity: info }]
              |                                                                               ^~~ did you mean 'command'?
        plugins/ping/plugin.yaml:6:87: error: unknown key 'timeout' in an action [GTY0102]
            6 | actions: [{ id: ping.check, description: Is it there?, with: {}, returns: {}, run: x, timeout: 1s, severity: info }]
              |                                                                                       ^~~~~~~ limits are those of the whole plugin, at the top
        plugins/ping/plugin.yaml:6:100: error: unknown key 'severity' in an action [GTY0102]
            6 | actions: [{ id: ping.check, description: Is it there?, with: {}, returns: {}, run: x, timeout: 1s, severity: info }]
              |                                                                                                    ^~~~~~~~ every finding brings its own
        plugins/ping/plugin.yaml:6:11: error: an action needs 'name' [GTY0103]
            6 | actions: [{ id: ping.check, description: Is it there?, with: {}, returns: {}, run: x, timeout: 1s, severity: info }]
              |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ add 'name:' with a name such as ping.check

        ### rules that are none
        actions:
          - { name: ping.a, description: A., rules: [] }
          - { name: ping.b, description: B., rules: [lost, lost] }
          - { name: ping.c, description: C., rules: [a b] }
        -->
        plugins/ping/plugin.yaml:7:45: error: no rule stands here [GTY0809]
            7 |   - { name: ping.a, description: A., rules: [] }
              |                                             ^~ leave it out for one of the action's name
        plugins/ping/plugin.yaml:8:45: error: a rule stands here twice [GTY0809]
            8 |   - { name: ping.b, description: B., rules: [lost, lost] }
              |                                             ^~~~~~~~~~~~ remove one
        plugins/ping/plugin.yaml:9:46: error: 'a b' is not an id of letters, digits, '-', '_' and '.' [GTY0104]
            9 |   - { name: ping.c, description: C., rules: [a b] }
              |                                              ^~~

        ### types of other languages
        actions:
          - name: ping.check
            description: Is it there?
            inputs:
              a: { type: string, description: A. }
              b: { type: integer, description: B. }
              c: { type: boolean, description: C. }
              d: { type: array, description: D. }
              e: { type: txet, description: E. }
              f: { type: [], description: F. }
              g: { type: [x, x], description: G. }
              h: { type: list of list of list of list of list of text, description: H. }
              i: { description: I. }
              j: { type: { a: b }, description: J. }
        -->
        plugins/ping/plugin.yaml:10:18: error: 'string' is not a type [GTY0807]
           10 |       a: { type: string, description: A. }
              |                  ^~~~~~ did you mean 'text'?
        plugins/ping/plugin.yaml:11:18: error: 'integer' is not a type [GTY0807]
           11 |       b: { type: integer, description: B. }
              |                  ^~~~~~~ did you mean 'number'?
        plugins/ping/plugin.yaml:12:18: error: 'boolean' is not a type [GTY0807]
           12 |       c: { type: boolean, description: C. }
              |                  ^~~~~~~ did you mean 'bool'?
        plugins/ping/plugin.yaml:13:18: error: 'array' is not a type [GTY0807]
           13 |       d: { type: array, description: D. }
              |                  ^~~~~ did you mean 'list of text'?
        plugins/ping/plugin.yaml:14:18: error: 'txet' is not a type [GTY0807]
           14 |       e: { type: txet, description: E. }
              |                  ^~~~ did you mean 'text'?
        plugins/ping/plugin.yaml:15:18: error: no word stands here [GTY0807]
           15 |       f: { type: [], description: F. }
              |                  ^~ a list of words is one of them: { type: [open, all] }
        plugins/ping/plugin.yaml:16:18: error: a word stands here twice [GTY0807]
           16 |       g: { type: [x, x], description: G. }
              |                  ^~~~~~ a list of words is one of them: { type: [open, all] }
        plugins/ping/plugin.yaml:17:18: error: 'list of list of list of list of list of text' is not a type [GTY0807]
           17 |       h: { type: list of list of list of list of list of text, description: H. }
              |                  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ there are text, number, bool, any, duration, working days, percent, list of …, map to …
        plugins/ping/plugin.yaml:18:10: error: an input needs 'type' [GTY0103]
           18 |       i: { description: I. }
              |          ^~~~~~~~~~~~~~~~~~~ add 'type:' with a type such as text, or a list of words
        plugins/ping/plugin.yaml:19:18: error: a mapping stands here, and a type such as text, or a list of words is wanted [GTY0104]
           19 |       j: { type: { a: b }, description: J. }
              |                  ^~~~~~~~

        ### defaults and examples of another type
        actions:
          - name: ping.check
            description: Is it there?
            inputs:
              a: { type: number, default: many, description: A. }
              b: { type: duration, default: 10, description: B. }
              c: { type: [low, high], default: hihg, description: C. }
              d: { type: list of text, example: crm, description: D. }
              e: { type: bool, example: "yes", description: E. }
              f: { type: working days, default: 3d, description: F. }
              g: { type: percent, default: 80, description: G. }
              h: { type: map to number, default: { x: y }, description: H. }
              i: { type: text, default: "${{ trigger.at }}", description: I. }
        -->
        plugins/ping/plugin.yaml:10:35: error: this is text, and number is wanted [GTY0504]
           10 |       a: { type: number, default: many, description: A. }
              |                                   ^~~~
        plugins/ping/plugin.yaml:11:37: error: '10' is not a duration such as 90s, 10m or 2h [GTY0504]
           11 |       b: { type: duration, default: 10, description: B. }
              |                                     ^~
        plugins/ping/plugin.yaml:12:40: error: 'hihg' is not one of low, high [GTY0504]
           12 |       c: { type: [low, high], default: hihg, description: C. }
              |                                        ^~~~ did you mean 'high'?
        plugins/ping/plugin.yaml:13:41: error: this is text, and list of text is wanted [GTY0504]
           13 |       d: { type: list of text, example: crm, description: D. }
              |                                         ^~~ write [crm]
        plugins/ping/plugin.yaml:14:33: error: this is text, and bool is wanted [GTY0504]
           14 |       e: { type: bool, example: "yes", description: E. }
              |                                 ^~~~~
        plugins/ping/plugin.yaml:15:41: error: '3d' is not a number of working days such as 3wd [GTY0504]
           15 |       f: { type: working days, default: 3d, description: F. }
              |                                         ^~
        plugins/ping/plugin.yaml:16:36: error: '80' is not a percentage such as 80% [GTY0504]
           16 |       g: { type: percent, default: 80, description: G. }
              |                                    ^~
        plugins/ping/plugin.yaml:17:47: error: this is text, and number is wanted [GTY0504]
           17 |       h: { type: map to number, default: { x: y }, description: H. }
              |                                               ^
        plugins/ping/plugin.yaml:18:33: error: an expression cannot stand here [GTY0504]
           18 |       i: { type: text, default: "${{ trigger.at }}", description: I. }
              |                                 ^~~~~~~~~~~~~~~~~~~ this is needed before anything runs: write the value

        ### an input that is required and has a default, and one without an example
        actions:
          - name: ping.check
            description: Is it there?
            inputs:
              host: { type: text, required: true, default: crm, description: Its name. }
              port: { type: number, required: true, description: Where it listens. }
        -->
        plugins/ping/plugin.yaml:10:52: warning: this default is never taken, since the input is required [GTY0808]
           10 |       host: { type: text, required: true, default: crm, description: Its name. }
              |                                                    ^~~ leave out one of the two
        plugins/ping/plugin.yaml:11:7: warning: 'port' is required, and has no example [GTY0808]
           11 |       port: { type: number, required: true, description: Where it listens. }
              |       ^~~~ add 'example: …': the examples are shown to people, and 'gantry plugins verify' tries them

        ### inputs in other forms
        actions:
          - { name: ping.a, description: A., inputs: [host] }
          - { name: ping.b, description: B., inputs: { host: text } }
          - { name: ping.c, description: C., inputs: { a b: { type: text, description: A. } } }
          - { name: ping.d, description: D., inputs: { host: { type: text, optional: true, help: Its name., enum: [a] } } }
        -->
        plugins/ping/plugin.yaml:7:46: error: a list stands here, and a mapping from names to inputs is wanted [GTY0104]
            7 |   - { name: ping.a, description: A., inputs: [host] }
              |                                              ^~~~~~ write inputs: { host: { type: text, description: … } }
        plugins/ping/plugin.yaml:8:54: error: 'text' stands here, and an input is wanted [GTY0104]
            8 |   - { name: ping.b, description: B., inputs: { host: text } }
              |                                                      ^~~~ write { type: text, description: … }
        plugins/ping/plugin.yaml:9:48: error: 'a b' is not a name of letters, digits, '_' and '-' that begins with a letter [GTY0104]
            9 |   - { name: ping.c, description: C., inputs: { a b: { type: text, description: A. } } }
              |                                                ^~~
        plugins/ping/plugin.yaml:10:68: error: unknown key 'optional' in an input [GTY0102]
           10 |   - { name: ping.d, description: D., inputs: { host: { type: text, optional: true, help: Its name., enum: [a] } } }
              |                                                                    ^~~~~~~~ an input is optional where it is not 'required: true'
        plugins/ping/plugin.yaml:10:84: error: unknown key 'help' in an input [GTY0102]
           10 |   - { name: ping.d, description: D., inputs: { host: { type: text, optional: true, help: Its name., enum: [a] } } }
              |                                                                                    ^~~~ did you mean 'description'?
        plugins/ping/plugin.yaml:10:101: error: unknown key 'enum' in an input [GTY0102]
           10 |   - { name: ping.d, description: D., inputs: { host: { type: text, optional: true, help: Its name., enum: [a] } } }
              |                                                                                                     ^~~~ write the words as the type: { type: [a, b] }

        ### outputs in other forms
        actions:
          - { name: ping.a, description: A., outputs: { up: { description: Whether. } } }
          - { name: ping.b, description: B., outputs: { up: { type: bool, description: Whether., default: true } } }
          - { name: ping.c, description: C., outputs: up }
        -->
        plugins/ping/plugin.yaml:7:53: error: an output needs 'type' [GTY0103]
            7 |   - { name: ping.a, description: A., outputs: { up: { description: Whether. } } }
              |                                                     ^~~~~~~~~~~~~~~~~~~~~~~~~ add 'type:' with a type such as text, or a list of words
        plugins/ping/plugin.yaml:8:90: error: unknown key 'default' in an output [GTY0102]
            8 |   - { name: ping.b, description: B., outputs: { up: { type: bool, description: Whether., default: true } } }
              |                                                                                          ^~~~~~~ only inputs have it
        plugins/ping/plugin.yaml:9:47: error: 'up' stands here, and a mapping from names to outputs is wanted [GTY0104]
            9 |   - { name: ping.c, description: C., outputs: up }
              |                                               ^~ write outputs: { host: { type: text, description: … } }

        ### a key twice
        actions: [{ name: ping.check, description: Is it there?, description: Still? }]
        -->
        plugins/ping/plugin.yaml:6:58: error: 'description' stands twice here; the first is in line 6 [GTY0105]
            6 | actions: [{ name: ping.check, description: Is it there?, description: Still? }]
              |                                                          ^~~~~~~~~~~ remove one of the two

        ### a channel that gives something
        channels: [{ name: ping.send, description: Sends., outputs: { id: { type: text, description: Its id. } } }]
        -->
        plugins/ping/plugin.yaml:6:52: error: unknown key 'outputs' in a channel [GTY0102]
            6 | channels: [{ name: ping.send, description: Sends., outputs: { id: { type: text, description: Its id. } } }]
              |                                                    ^~~~~~~ a channel gives nothing to later steps

        """#
}
