#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void refuse(const char *message, const char *word) __attribute__((noreturn));

static void refuse(const char *message, const char *word) {
    fprintf(stderr, "gantry-child: %s %s\n", message, word);
    exit(64);
}

static long long number(const char *option, const char *text) {
    char *end = NULL;
    errno = 0;
    long long value = text ? strtoll(text, &end, 10) : -1;
    if (!text || errno || end == text || *end || value < 0) refuse("no number for", option);
    return value;
}

void options_read(struct options *options, int count, char **words) {
    *options = (struct options){
        .deadline = -1, .grace = 5000, .parent = 0, .memory = -1, .cpu = -1, .descriptors = -1, .file_size = -1,
        .processes = -1, .has_network = true,
    };
    // There are fewer paths than words.
    options->readable = calloc((size_t)count, sizeof(char *));
    options->writable = calloc((size_t)count, sizeof(char *));
    if (!options->readable || !options->writable) refuse("no memory for", "the options");
    int index = 1;
    for (; index < count && strcmp(words[index], "--"); index++) {
        const char *option = words[index];
        if (!strcmp(option, "--fence")) {
            options->is_fenced = true;
            continue;
        }
        if (!strcmp(option, "--no-network")) {
            options->has_network = false;
            continue;
        }
        const char *value = index + 1 < count ? words[++index] : NULL;
        if (!value) refuse("no value for", option);
        if (!strcmp(option, "--read")) options->readable[options->readable_count++] = value;
        else if (!strcmp(option, "--write")) options->writable[options->writable_count++] = value;
        else if (!strcmp(option, "--deadline-ms")) options->deadline = (long)number(option, value);
        else if (!strcmp(option, "--grace-ms")) options->grace = (long)number(option, value);
        else if (!strcmp(option, "--parent")) options->parent = (long)number(option, value);
        else if (!strcmp(option, "--memory")) options->memory = number(option, value);
        else if (!strcmp(option, "--cpu")) options->cpu = number(option, value);
        else if (!strcmp(option, "--descriptors")) options->descriptors = number(option, value);
        else if (!strcmp(option, "--file-size")) options->file_size = number(option, value);
        else if (!strcmp(option, "--processes")) options->processes = number(option, value);
        else refuse("there is no option", option);
    }
    if (index + 1 >= count) refuse("no program after", "--");
    options->program = words + index + 1;
}
