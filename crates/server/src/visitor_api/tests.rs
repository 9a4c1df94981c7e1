//! The endpoints through the router, one behaviour each.
