/* SPDX-License-Identifier: MIT */
/* Beanstalkd, as projects speak of it. */
#include "adapters/product.h"

const pc_product pc_product_beanstalkd = {
    .name = "Beanstalkd",
    .service = "queue",
    .port = 11300,
    .scheme = "beanstalkd",
    .native = "beanstalkd",
    .schemes = "beanstalkd beanstalk",
    .images = "beanstalkd beanstalk",
};
