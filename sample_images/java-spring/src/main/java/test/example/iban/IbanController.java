package test.example.iban;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class IbanController {

    @GetMapping("/iban/{number}")
    Iban check(@PathVariable String number) {
        return Iban.parse(number);
    }

    @ExceptionHandler
    ProblemDetail refuse(IllegalArgumentException reason) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, reason.getMessage());
    }
}
