// What trampolines.c and load.c share.
#include <stddef.h>

#include "ctorch.h"
#include "ctorch_load.h"
#include "ctorch_ops.h"

// The functions of libctorch without their prefix, and the table of their addresses in the same order.
extern const char *const ct_names[];
extern const int ct_name_count;
extern void **const ct_table;

// Loads the shim that APUS_CTORCH names, or ends the process with a line that says what to do.
void ct_load_or_exit(void);

// The table is filled once and never changes. A thread that still sees an empty entry while another one fills the table
// waits for the lock there.
#define CALL(name) (__builtin_expect(table.name == NULL, 0) ? ct_load_or_exit() : (void)0, table.name)
