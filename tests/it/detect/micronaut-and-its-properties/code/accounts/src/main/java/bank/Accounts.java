package bank;

class Accounts {
    void main() { Micronaut.run(Accounts.class); }
}
