package org.example;

@SpringBootApplication
public class BankApplication {}
