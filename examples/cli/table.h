/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The program as tables: a row per reply member, per request member, per operation, per family.
 * A new family is a file of rows and short start functions, and one line in families.c.
 */
#ifndef QUATRIX_CLI_TABLE_H
#define QUATRIX_CLI_TABLE_H

#include "secrets.h"
#include <quatrix/client.h>
#include <stddef.h>
#include <stdint.h>

struct cli;

/** Most bytes of one request or reply struct; the program keeps one of each. */
#define CLI_STRUCT_MAX 8192

/** 0, or a compile-time error when the condition does not hold. */
#define CLI_CHECK(condition) (0 * sizeof(char[(condition) ? 1 : -1]))

enum cli_kind {
    CLI_BOOL,
    CLI_INT,       /**< int64_t */
    CLI_TIME,      /**< int64_t, microseconds since 1970-01-01 UTC */
    CLI_TEXT,      /**< NUL-terminated array, struct quatrix_id or struct quatrix_word */
    CLI_SECRET,    /**< CLI_TEXT that is not shown */
    CLI_JSON,      /**< CLI_TEXT that is JSON */
    CLI_TEXTS,     /**< struct quatrix_count and an array of the above */
    CLI_ELSEWHERE, /**< the list the reply is about: not printed with its members */
    CLI_OBJECT,    /**< another model */
    CLI_OBJECTS    /**< struct quatrix_count and an array of another model */
};

/** A member of a reply. Its index in the rows of the model is its bit in `present`. */
struct cli_row {
    const char *name;
    enum cli_kind kind;
    size_t offset;                 /**< Of the member; of an array's count. */
    size_t items;                  /**< Offset of an array's first element. */
    size_t stride;                 /**< Bytes per element of an array. */
    const struct cli_model *model; /**< Of an object, or of an array's elements. */
};

/** A reply struct: begins with `uint64_t present, truncated`. */
struct cli_model {
    const struct cli_row *rows;
    size_t count;
    size_t size;
};

#define CLI_SIZEOF(type, member) sizeof(((type *)0)->member)

#define CLI_ROW_BOOL(type, member)                                                                 \
    {                                                                                              \
        .name = #member, .kind = CLI_BOOL,                                                         \
        .offset = offsetof(type, member) + CLI_CHECK(CLI_SIZEOF(type, member) == sizeof(bool))     \
    }
#define CLI_ROW_NUMBER(type, member, the_kind)                                                     \
    {                                                                                              \
        .name = #member, .kind = (the_kind),                                                       \
        .offset = offsetof(type, member) + CLI_CHECK(CLI_SIZEOF(type, member) == sizeof(int64_t))  \
    }
#define CLI_ROW_INT(type, member)  CLI_ROW_NUMBER(type, member, CLI_INT)
#define CLI_ROW_TIME(type, member) CLI_ROW_NUMBER(type, member, CLI_TIME)
#define CLI_ROW_TEXT(type, member)                                                                 \
    {                                                                                              \
        .name = #member, .kind = CLI_TEXT, .offset = offsetof(type, member)                        \
    }
#define CLI_ROW_SECRET(type, member)                                                               \
    {                                                                                              \
        .name = #member, .kind = CLI_SECRET, .offset = offsetof(type, member)                      \
    }
#define CLI_ROW_JSON(type, member)                                                                 \
    {                                                                                              \
        .name = #member, .kind = CLI_JSON, .offset = offsetof(type, member)                        \
    }
#define CLI_ROW_OBJECT(type, member, the_model)                                                    \
    {                                                                                              \
        .name = #member, .kind = CLI_OBJECT, .offset = offsetof(type, member),                     \
        .model = &(the_model)                                                                      \
    }
#define CLI_ROW_LIST(type, member, the_kind, the_model)                                            \
    {                                                                                              \
        .name = #member, .kind = (the_kind), .offset = offsetof(type, member.count),               \
        .items = offsetof(type, member.item), .stride = CLI_SIZEOF(type, member.item[0]),          \
        .model = (the_model)                                                                       \
    }
#define CLI_MODEL(type, the_rows)                                                                  \
    {                                                                                              \
        .rows = (the_rows), .count = sizeof(the_rows) / sizeof((the_rows)[0]),                     \
        .size = sizeof(type) + CLI_CHECK(sizeof(type) <= CLI_STRUCT_MAX)                           \
    }

enum cli_argument_kind {
    CLI_ARG_TEXT,   /**< const char * */
    CLI_ARG_BOOL,   /**< bool */
    CLI_ARG_INT,    /**< int64_t */
    CLI_ARG_BYTES,  /**< int64_t, not negative; 64K, 8M and 1G will do */
    CLI_ARG_TIME,   /**< int64_t, microseconds since 1970-01-01 UTC */
    CLI_ARG_IDS,    /**< struct quatrix_texts; with commas between them, may be repeated */
    CLI_ARG_TEXTS,  /**< struct quatrix_texts; one at a time, may be repeated */
    CLI_ARG_TIMES,  /**< struct quatrix_times; as CLI_ARG_IDS */
    CLI_ARG_FACTOR, /**< enum quatrix_factor */
    CLI_ARG_SECRET  /**< const char *; from a file or a prompt, never from the command line */
};

/** A member of a request. Its index in the rows of the operation is its bit in `present`. */
struct cli_argument {
    const char *name;
    enum cli_argument_kind kind;
    bool required;
    bool local; /**< Of a placed one: the name of a file of this machine. */
    size_t offset;
    enum secret_id secret; /**< Of CLI_ARG_SECRET; one not required only with its option. */
    const char *member;    /**< What the library calls it in an error; NULL: the same. */
    const char *help;
};

enum cli_auth {
    CLI_AUTH_ANY,     /**< API key, session or Basic, as the user wants. */
    CLI_AUTH_SESSION, /**< Works on a session: log in with e-mail and password first. */
    CLI_AUTH_OWN,     /**< Logs in itself. */
    CLI_AUTH_NONE,    /**< Sends no credentials. */
    CLI_AUTH_OFFLINE  /**< Sends nothing at all. */
};

enum cli_form {
    CLI_FORM_MODEL, /**< JSON, decoded by `reply`. */
    CLI_FORM_LIST,  /**< Elements, each decoded by `reply`, printed as they arrive. */
    CLI_FORM_BYTES, /**< Bytes: --out applies. */
    CLI_FORM_IMAGE  /**< PNG in any form of quatrix/image.h: --out and --raw apply. */
};

/** Render the request; the form of every ..._start() of the library. */
typedef enum quatrix_status cli_start(struct quatrix_client *client, const void *request,
                                      void *reply);

struct cli_operation {
    const char *name;
    const char *summary;
    const char *note; /**< For --help FAMILY, or NULL. */
    enum cli_auth auth;
    enum cli_form form;
    bool changes;     /**< At least one argument is needed that is not required anyway. */
    bool placed;      /**< Arguments are words in this order, without names. */
    uint64_t options; /**< CLI_OPTION() of those that are for some operations alone. */
    const struct cli_argument *arguments;
    size_t argument_count;
    const struct cli_model *reply;  /**< NULL: none, or run prints it. */
    const struct cli_model *around; /**< Of a list in an object, printed after it, or NULL; */
    size_t around_offset;           /**< that object lies so far behind the element. */
    const uint8_t *columns;         /**< Of a list: the members that make a line of text. */
    size_t column_count;
    cli_start *start;

    /** Complete the request from prompts and files before anything is sent, or NULL.
        @return CLI_OK, or an exit status after saying why. */
    int (*prepare)(struct cli *cli, void *request);

    /** Instead of start, for what is more than one call or no plain reply.
        @return an exit status; it has said why. */
    int (*run)(struct cli *cli, const void *request);
};

struct cli_family {
    const char *name;
    const char *summary;
    const struct cli_operation *operations;
    size_t count;
};

#define CLI_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** For cli_operation.options. */
#define CLI_OPTION(id) (UINT64_C(1) << (id))

extern const struct cli_family cli_family_account;
extern const struct cli_family cli_family_api_key;
extern const struct cli_family cli_family_check;
extern const struct cli_family cli_family_completion;
extern const struct cli_family cli_family_file;
extern const struct cli_family cli_family_languages;
extern const struct cli_family cli_family_profile;
extern const struct cli_family cli_family_session;
extern const struct cli_family cli_family_upload;
extern const struct cli_family cli_family_user;

/** Models that families share. */
extern const struct cli_model cli_group_model;
extern const struct cli_model cli_id_model;
extern const struct cli_model cli_job_model;
extern const struct cli_model cli_remove_mfa_model;
extern const struct cli_model cli_service_model;

/** All families, ended by NULL. */
extern const struct cli_family *const cli_families[];

/** NULL when there is none of that name. */
const struct cli_family *cli_find_family(const char *name);
const struct cli_operation *cli_find_operation(const struct cli_family *family, const char *name);

#endif
