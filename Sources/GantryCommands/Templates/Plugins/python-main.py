"""The plugin __NAME__: finds project files that were not changed for long."""

import os

from gantry_plugin import Plugin, evidence

plugin = Plugin()


@plugin.action("__NAME__.stale")
def stale(call, days=30):
    for project in call.projects:
        try:
            changed = os.stat(project["path"]).st_mtime
        except OSError as error:
            call.skip(project["id"], f"{project['path']} cannot be looked at: {error.strerror}")
            continue
        age = int(call.now.timestamp() - changed) // 86_400
        if age >= days:
            call.find(
                project=project["id"],
                subject="file",
                severity="warning",
                message=f"The project file was not changed for {age} days",
                evidence=evidence(
                    rule=f"a project file is changed at least every {days} days",
                    inputs=[("file", project["path"]), ("days", age)],
                ),
            )
    return {"looked_at": len(call.projects)}


if __name__ == "__main__":
    plugin.run()
