#!/usr/bin/env node
// A file of its own, outside dist: package managers link it at install time, before anything is built.
import '../dist/bin.js';
