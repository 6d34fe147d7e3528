package test.example.iban;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class IbanApplication {

    public static void main(String[] args) {
        SpringApplication.run(IbanApplication.class, args);
    }
}
