document.body.classList.add("kb");
