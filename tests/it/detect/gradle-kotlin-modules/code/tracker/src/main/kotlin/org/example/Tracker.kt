package org.example

@SpringBootApplication
class Tracker
