/** Fixtures for the tests of every module: virtual time, and a scheduler that runs on it. */
package ai.openclaw.lb.testing;
