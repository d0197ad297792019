// gantry-child: runs one program under its limits.
#include <unistd.h>

int main(int count, char **words) {
    if (count < 2) return 64;
    execvp(words[1], words + 1);
    return 127;
}
