package test.example.iban;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.web.servlet.MockMvc;

@WebMvcTest
class IbanControllerTest {

    @Autowired
    private MockMvc web;

    @Test
    void rightCheckDigits() throws Exception {
        web.perform(get("/iban/GB82WEST12345698765432"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.iban").value("GB82 WEST 1234 5698 7654 32"))
                .andExpect(jsonPath("$.country").value("United Kingdom"))
                .andExpect(jsonPath("$.valid").value(true));
    }

    @Test
    void wrongCheckDigits() throws Exception {
        web.perform(get("/iban/GB83WEST12345698765432"))
                .andExpect(jsonPath("$.valid").value(false));
    }

    @Test
    void noIban() throws Exception {
        web.perform(get("/iban/hello")).andExpect(status().isBadRequest());
    }
}
