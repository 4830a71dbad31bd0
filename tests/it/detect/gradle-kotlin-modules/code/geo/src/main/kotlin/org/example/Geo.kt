package org.example
