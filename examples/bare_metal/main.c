/* SPDX-License-Identifier: MIT */
/* First boot of a device: provision its account once, and end with a status for whoever started it. */
#include "device.h"

#include "net.h"
#include "store.h"

enum { DONE = 0, FAILED = 1, UNUSABLE = 2 };

int main(void)
{
    static const struct device_options as_it_is;
    bool done;

    if (!store_is_there()) {
        device_print("the store is empty");
        return UNUSABLE;
    }
    if (!net_start()) {
        device_print("no network controller, or the store's addresses are wrong");
        return UNUSABLE;
    }
    done = device_start(&as_it_is) && device_run();
    if (done) {
        device_report();
    }
    device_stop();
    return done ? DONE : FAILED;
}
